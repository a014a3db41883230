using System.Diagnostics.CodeAnalysis;

namespace Beamer.Core;

/// <summary>
/// Assertions that stay on in production. They guard the control path; packets meet values, not assertions.
/// </summary>
public static class Invariant
{
    /// <summary>Ends the caller when a programmer's assumption does not hold.</summary>
    /// <param name="condition">What must be true.</param>
    /// <param name="sentence">What is wrong if it is not.</param>
    /// <exception cref="InvalidOperationException">The assumption does not hold: a bug, never bad input.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string sentence)
    {
        if (!condition) throw new InvalidOperationException("Invariant broken: " + sentence + ".");
    }
}
