namespace Beamer.Cli;

/// <summary>What a script learns from the exit status.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Asked and not done; the reasons are on standard error, one a line.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong; nothing was asked.</summary>
    public const int Usage = 2;

    /// <summary>No answer: the change may or may not have happened.</summary>
    public const int Unreachable = 3;
}
