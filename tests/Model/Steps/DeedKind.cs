namespace Beamer.Tests.Model.Steps;

/// <summary>What can happen.</summary>
internal enum DeedKind : byte
{
    Publish,
    Settle,
    DropDead,
    Renew,
    Commit,
    Learn,
    Apply,
    RollBack,
    Crash,
    Distrust,
    EndLease,
    Hear,
    GrantLease,
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
