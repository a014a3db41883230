namespace Beamer.Tests.Model.Steps;

/// <summary>What can happen.</summary>
internal enum DeedKind : byte
{
    Publish,
    Settle,
    DropDead,
    Learn,
    Apply,
    RollBack,
    Crash,
    Distrust,
    Reboot,
    Admit,
    RestartAgent,
    SyncAgent,
    Send,
    Accept,
    ExpireGhost,
    Close,
    Reuse,
    Lose,
    Absorb,
    Arrive,
}
