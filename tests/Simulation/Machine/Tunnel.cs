using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Forwarding;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>What production code makes of bytes: at a MUX, and at each server on the way.</summary>
internal sealed class Tunnel(SimulatedFleet fleet, MachineRules rules, Func<SimulatedAgent, TcpHost> hostOf)
{
    /// <summary>Outer IPv4 and UDP headers.</summary>
    private const int OuterSize = 28;

    private readonly Dictionary<SimulatedMux, ForwardingTable> _tables = [];
    private readonly Dictionary<SimulatedAgent, AgentView> _gossiped = [];

    /// <summary>A client's packet comes to a MUX.</summary>
    /// <returns>Null when the MUX drops it.</returns>
    internal Datagram? Enter(SimulatedMux mux, Client client, TestPacket packet, TimeSpan deadline)
    {
        byte[] bytes = packet.BuildIPv4();
        byte[] buffer = new byte[Encapsulation.SizeMax + bytes.Length];
        bytes.CopyTo(buffer, Encapsulation.SizeMax);
        ForwardingResult result =
            Forwarder.ForwardPacket(buffer, Encapsulation.SizeMax, bytes.Length, TableOf(mux));
        if (result.Verdict != MuxVerdict.Forward) return null;
        return new Datagram
        {
            Client = client,
            Incarnation = client.Incarnation,
            Buffer = buffer,
            Start = result.Offset + OuterSize,
            End = result.Offset + result.Length,
            From = mux.Address,
            To = result.Server,
            Deadline = deadline,
            Path = $"{packet.Flags} of {client} by {mux.Name}",
        };
    }

    /// <summary>The decision of the server that a datagram has come to.</summary>
    /// <param name="datagram">The datagram, whose bytes stay as they are.</param>
    /// <param name="agent">The server's agent.</param>
    /// <param name="packet">The client's packet in it.</param>
    /// <param name="next">The datagram that goes on, or null.</param>
    internal AgentVerdict Decide(
        Datagram datagram, SimulatedAgent agent, out PacketSummary packet, out Datagram? next)
    {
        next = null;
        Span<byte> payload = datagram.Buffer.AsSpan(datagram.Start, datagram.End - datagram.Start);
        bool isGood = Decapsulation.TryRead(payload, out ChainHeader chain, out int offset, out DropReason reason);
        isGood &= FlowReader.TryRead(payload[offset..], out packet, out DropReason inner);
        Invariant.Require(isGood, $"what the fleet sends can be read, but it is {reason} {inner}");
        AgentVerdict verdict = ChainDecision.Decide(
            packet,
            chain,
            datagram.From,
            ViewOf(agent, chain),
            agent.HasLease(fleet.Now),
            agent.IsSynced ? hostOf(agent).Answer(packet, fleet.Now) : KernelAnswer.None,
            rules.Chain);
        if (verdict.IsForward) next = Forward(datagram, agent, datagram.Start + offset, chain, verdict);
        return verdict;
    }

    private static Datagram Forward(
        Datagram datagram, SimulatedAgent agent, int packetStart, in ChainHeader chain, in AgentVerdict verdict)
    {
        byte[] buffer = [.. datagram.Buffer];
        bool fits = ChainRewrite.TryReplace(buffer, packetStart, verdict.Chain, out int start);
        Invariant.Require(fits, "the headroom of a MUX suffices for every chain");
        return new Datagram
        {
            Client = datagram.Client,
            Incarnation = datagram.Incarnation,
            Buffer = buffer,
            Start = start,
            End = datagram.End,
            From = agent.Address,
            To = verdict.Target,
            Deadline = datagram.Deadline,
            Forwards = datagram.Forwards + 1,
            Path = $"{datagram.Path} -> {agent.Name} (g{chain.Generation}) {verdict.Action}",
        };
    }

    private ForwardingTable TableOf(SimulatedMux mux)
    {
        if (!_tables.TryGetValue(mux, out ForwardingTable? table) || table.Fleet != mux.Table)
        {
            ForwardingSettings settings = new(mux.Address, 0, ForwardingSettings.FabricMtuBytesDefault);
            _tables[mux] = table = ForwardingTable.Compile(mux.Table, settings);
        }

        return table;
    }

    /// <summary>Without prepares an agent believes what it has, until a packet of a newer row comes.</summary>
    private AgentView ViewOf(SimulatedAgent agent, in ChainHeader chain)
    {
        if (rules.LearnsFromController) return agent.View;
        bool isCurrent = _gossiped.TryGetValue(agent, out AgentView? view)
            && view.IsAdmitted == agent.IsAdmitted
            && view.IsSynced == agent.IsSynced
            && view.Pool is { } pool
            && pool.KnownGeneration(chain.Bucket) >= chain.Generation;
        if (!isCurrent) _gossiped[agent] = view = agent.View;
        return view!;
    }
}
