namespace Beamer.Core.Fleet;

/// <summary>What the engine knows of a follower's machine, connected or not.</summary>
internal abstract class MachineRecord(string name, IPv4Address address, TimeSpan now)
{
    internal string Name { get; } = name;

    internal IPv4Address Address { get; } = address;

    /// <summary>Its stream, or null.</summary>
    internal FollowerId? Follower { get; set; }

    /// <summary>When it said anything last; the controller's start for those that have not spoken yet.</summary>
    internal TimeSpan LastHeard { get; set; } = now;

    /// <summary>When it was sent a whole table last.</summary>
    internal TimeSpan? TaughtAt { get; set; }

    /// <summary>It refused a message, and has not been sent a whole table since.</summary>
    internal bool IsToBeTaught { get; set; }

    /// <summary>What it counts for in the barrier of R10; null: nobody waits for it.</summary>
    internal Generation? Counted { get; set; }

    internal bool IsConnected => Follower is not null;
}
