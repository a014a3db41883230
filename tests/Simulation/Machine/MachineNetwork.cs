using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>
/// What is under way: datagrams to servers and answers to clients, in any order, for no longer than assumption (a)
/// allows.
/// </summary>
internal sealed class MachineNetwork(MachineWorld world, Tunnel tunnel)
{
    private static readonly TimeSpan s_replyLife = TimeSpan.FromSeconds(3);
    private const int InFlightMax = 64;

    /// <summary>Under way to a server, oldest first.</summary>
    internal List<Datagram> Datagrams { get; } = [];

    /// <summary>Under way to a client, oldest first.</summary>
    internal List<Reply> Replies { get; } = [];

    /// <summary>P63: every datagram that entered ended in one of these.</summary>
    internal long Entered { get; private set; }

    internal long Delivered { get; private set; }

    internal long Dropped { get; set; }

    /// <summary>A client sends a packet by way of a MUX.</summary>
    internal Datagram? Send(SimulatedMux mux, Client client, TestPacket packet)
    {
        if (Datagrams.Count >= InFlightMax) return null;
        // What is sent in the same instant as a barrier begins may arrive until D has passed, and no later.
        TimeSpan deadline = world.Now + MachineWorld.Settings.InFlightMax;
        if (tunnel.Enter(mux, client, packet, deadline) is not { } datagram) return null;
        Datagrams.Add(datagram);
        Entered++;
        return datagram;
    }

    /// <summary>A copy of a datagram, made by the network.</summary>
    internal void Duplicate(Datagram datagram)
    {
        if (Datagrams.Count >= InFlightMax) return;
        Datagrams.Add(datagram);
        Entered++;
    }

    internal void Lose(Datagram datagram)
    {
        Datagrams.Remove(datagram);
        Dropped++;
    }

    /// <summary>A datagram comes to the server that it is for.</summary>
    /// <returns>The datagram that the server sends on, or null.</returns>
    internal Datagram? Step(Datagram datagram)
    {
        Datagrams.Remove(datagram);
        SimulatedAgent agent = world.Server(datagram.To);
        if (!agent.IsAlive)
        {
            Dropped++;
            world.Note($"{datagram.Path} -> {agent.Name} is down");
            return null;
        }

        AgentView view = agent.View;
        AgentVerdict verdict = tunnel.Decide(datagram, agent, out PacketSummary packet, out Datagram? next);
        if (!ReferenceEquals(view, agent.View)) throw new ViolationException("I8: a packet changed an agent's view.");
        if (next is not null)
        {
            if (next.Forwards > ChainHeader.HopBudgetDefault) throw new ViolationException($"I3: {next.Path}.");
            Datagrams.Add(next);
            return next;
        }

        if (world.Notes) world.Note($"{datagram.Path} -> {agent.Name} {verdict.Action} {verdict.Reason}");
        if (!verdict.IsDelivery)
        {
            Dropped++;
            return null;
        }

        Delivered++;
        Deliver(datagram, agent, packet);
        return null;
    }

    internal void Walk(Datagram datagram)
    {
        for (Datagram? next = datagram; next is not null;) next = Step(next);
    }

    /// <summary>Where a datagram would end, without anything happening.</summary>
    internal AgentVerdict Follow(Datagram datagram, out SimulatedAgent agent, out string path)
    {
        Datagram? next = datagram;
        while (true)
        {
            agent = world.Server(next.To);
            path = next.Path;
            if (!agent.IsAlive) return AgentVerdict.Drop(DropReason.None);
            AgentVerdict verdict = tunnel.Decide(next, agent, out _, out Datagram? further);
            path = $"{path} -> {agent.Name} {verdict.Action} {verdict.Reason}";
            if (further is null) return verdict;
            next = further;
        }
    }

    /// <summary>A packet that nobody sends.</summary>
    internal Datagram? Imagine(SimulatedMux mux, Client client, TestPacket packet) =>
        tunnel.Enter(mux, client, packet, world.Now);

    /// <summary>A server's kernel answers a client.</summary>
    internal void Answer(SimulatedAgent agent, in TcpAnswer answer)
    {
        if (answer.Kind == TcpAnswerKind.None || Replies.Count >= InFlightMax) return;
        foreach (Client client in world.Clients)
        {
            if (client.Tuple == answer.Tuple) Replies.Add(new Reply(client, agent, answer, world.Now + s_replyLife));
        }
    }

    /// <summary>What has been under way for too long is lost.</summary>
    internal void Live()
    {
        Dropped += Datagrams.RemoveAll(datagram => datagram.Deadline <= world.Now);
        Replies.RemoveAll(reply => reply.Deadline <= world.Now);
    }

    private void Deliver(Datagram datagram, SimulatedAgent agent, in PacketSummary packet)
    {
        TcpAnswer answer = world.HostOf(agent).Receive(packet, world.Now);
        bool isReset = answer.Kind == TcpAnswerKind.Reset;
        if (isReset && datagram.IsOfLive && datagram.Client.Home != agent && !agent.IsGivenUp)
        {
            throw new ViolationException(
                $"I1: {agent.Name} answers {datagram.Client} with RST.\n  {datagram.Path} -> {agent.Name}");
        }

        Answer(agent, answer);
    }
}
