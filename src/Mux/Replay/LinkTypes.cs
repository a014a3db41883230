using System.Diagnostics.CodeAnalysis;

namespace Beamer.Mux.Replay;

/// <summary>What a captured packet begins with (LINKTYPE_ values of tcpdump.org).</summary>
internal static class LinkTypes
{
    /// <summary>An Ethernet header.</summary>
    public const ushort Ethernet = 1;

    private const ushort Raw = 101;
    private const ushort IPv4 = 228;

    /// <summary>Whether a type is understood, and whether its packets have an Ethernet header.</summary>
    public static bool TryRead(uint value, out bool hasFrame, [NotNullWhen(false)] out string? sentence)
    {
        hasFrame = value == Ethernet;
        sentence = value is Ethernet or Raw or IPv4
            ? null
            : $"link type {value} is not supported; Ethernet (1), raw IP (101) and IPv4 (228) are.";
        return sentence is null;
    }
}
