using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>From a chain header to the model's packet and back.</summary>
/// <remarks>
/// The model forgets what no decision can depend on: hops that the packet has visited, all hops of a SYN (no rule
/// chains one), and, unless forwards are counted, how much of the hop budget is left.
/// </remarks>
internal static class PacketHeaders
{
    internal static Packet Abstract(PacketKind kind, IPv4Address at, in ChainHeader chain, int forwards)
    {
        ServerList rest = ServerList.Empty;
        for (int i = chain.NextHop; kind == PacketKind.Data && i < chain.Hops.Count; i++)
        {
            rest = rest.Append(ModelFleet.ServerAt(chain.Hops[i]));
        }

        int row = ModelFleet.RowOf(chain.Generation);
        return new Packet(kind, row, ModelFleet.ServerAt(at), rest, chain.Reroutes, forwards);
    }

    internal static ChainHeader HeaderOf(Packet packet)
    {
        Span<IPv4Address> hops = stackalloc IPv4Address[ServerList.Max];
        for (int i = 0; i < packet.Rest.Count; i++) hops[i] = ModelFleet.AddressOf(packet.Rest[i]);
        return new ChainHeader
        {
            Version = ChainVersion.Row,
            Reroutes = (byte)packet.Reroutes,
            HopBudget = (byte)(ChainHeader.HopBudgetDefault - packet.Forwards),
            Generation = ModelFleet.GenerationOf(packet.Row),
            Hops = new ChainHops(hops[..packet.Rest.Count]),
        };
    }
}
