using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>One datagram to the tunnel's port of a server.</summary>
/// <param name="Kind">What it was made to be.</param>
/// <param name="Source">Outer source.</param>
/// <param name="SourcePort">Outer source port.</param>
/// <param name="TypeOfService">Of the tunnel.</param>
/// <param name="Payload">GUE header and all behind it.</param>
internal sealed record ServerCase(
    ServerCaseKind Kind, IPv4Address Source, ushort SourcePort, byte TypeOfService, byte[] Payload)
{
    internal static readonly byte[] Macs = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0xaa, 8, 0];

    /// <summary>The frame as the server receives it.</summary>
    internal byte[] Frame(IPv4Address server)
    {
        byte[] outer = new byte[OuterHeader.Size];
        new OuterHeader(Source, server, SourcePort, TypeOfService).Write(outer, Payload.Length);
        return [.. Macs, .. outer, .. Payload];
    }

    /// <summary>
    /// Whether the program leaves it to the process, once source, GUE and chain header are right: probes, IPv4 options.
    /// </summary>
    internal bool IsForProcess(AgentView view)
    {
        if (!view.IsAllowedSource(Source) || !GueHeader.TryRead(Payload, out GueHeader gue, out _)) return false;
        if (gue.IsControl) return true;
        if (!Decapsulation.TryRead(Payload, out _, out int inner, out _)) return false;
        return Payload.Length - inner >= IPv4Header.MinimumSize && Payload[inner] is > 0x45 and < 0x50;
    }

    public override string ToString() =>
        $"{Kind} from {Source}:{SourcePort} tos {TypeOfService:x2}: {Convert.ToHexString(Payload)}";
}
