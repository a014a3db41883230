namespace Beamer.Core;

/// <summary>What is true of all drop reasons.</summary>
public static class DropReasons
{
    /// <summary>Greater than every <see cref="DropReason"/>: the size of an array of counters, one for each.</summary>
    public const int Limit = 128;
}
