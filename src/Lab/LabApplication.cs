namespace Beamer.Lab;

/// <summary>What the servers of the lab run.</summary>
internal enum LabApplication
{
    /// <summary>nginx, for the scenario's downloads and requests.</summary>
    Web,

    /// <summary>The lab's own echo, for the experiments.</summary>
    Echo,
}
