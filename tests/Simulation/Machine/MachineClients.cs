using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>What clients do, as TCP has it.</summary>
internal sealed class MachineClients(MachineWorld world)
{
    internal static TestPacket Data(Client client) => Packets.Of(client.Tuple)
        .With(TcpFlags.Ack).Seq(client.Sequence + 1).Ack(client.HomeSequence + 1);

    internal bool Open(Client client, SimulatedMux mux)
    {
        if (!MayOpen(client)) return false;
        client.Open();
        SendSyn(client, mux);
        return true;
    }

    internal bool Retransmit(Client client, SimulatedMux mux) =>
        client.State == ClientState.SynSent && SendSyn(client, mux) is not null;

    /// <summary>A whole handshake with nothing between.</summary>
    internal bool Connect(Client client, SimulatedMux mux)
    {
        if (!MayOpen(client)) return false;
        client.Open();
        if (SendSyn(client, mux) is not { } syn) return true;
        world.Network.Walk(syn);
        Reply? reply = world.Network.Replies.FindLast(reply => reply.Client == client);
        if (reply is not null) Take(reply, mux, atOnce: true);
        return true;
    }

    internal bool Send(Client client, SimulatedMux mux, bool atOnce)
    {
        if (!client.IsLive) return false;
        Datagram? datagram = world.Network.Send(mux, client, Data(client));
        if (atOnce && datagram is not null) world.Network.Walk(datagram);
        return true;
    }

    internal bool SendFin(Client client, SimulatedMux mux)
    {
        if (!client.IsLive) return false;
        client.State = ClientState.Closing;
        world.Network.Send(mux, client, Data(client).With(TcpFlags.Fin | TcpFlags.Ack));
        return true;
    }

    /// <summary>The client has nothing more to say, and still listens.</summary>
    internal bool HalfClose(Client client, SimulatedMux mux)
    {
        if (client.State != ClientState.Established) return false;
        client.State = ClientState.HalfClosed;
        world.Network.Send(mux, client, Data(client).With(TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Ack));
        return true;
    }

    /// <summary>A router says that an answer was too big.</summary>
    internal bool SendIcmp(Client client, SimulatedMux mux)
    {
        if (!client.IsLive) return false;
        world.Network.Send(mux, client, Packets.IcmpError(client.Tuple, 3, 4));
        return true;
    }

    internal bool SendUdp(Client client, SimulatedMux mux)
    {
        world.Network.Send(mux, client, Packets.Of(client.Tuple with { Protocol = TransportProtocol.Udp }));
        return true;
    }

    /// <summary>The server's application closes; both sides are done at once.</summary>
    internal bool ServerClose(Client client)
    {
        if (client.State != ClientState.Established || client.Home is not { IsAlive: true } home) return false;
        TcpHost host = world.HostOf(home);
        bool isOpen = host.Find(client.Tuple) is { State: TcpState.Established } socket
            && socket.Sequence == client.HomeSequence;
        if (!isOpen) return false;
        host.CloseFirst(client.Tuple, world.Now);
        client.State = ClientState.Closed;
        return true;
    }

    /// <summary>The client goes without a word, and its server keeps a socket; the tuple may be used again.</summary>
    internal static bool Abandon(Client client)
    {
        if (client.State == ClientState.Closed) return false;
        client.State = ClientState.Closed;
        return true;
    }

    /// <summary>An answer comes to its client, which may answer that.</summary>
    internal void Take(Reply reply, SimulatedMux mux, bool atOnce = false)
    {
        world.Network.Replies.Remove(reply);
        Client client = reply.Client;
        TestPacket? answer = reply.Answer.Kind switch
        {
            TcpAnswerKind.SynAck when IsForSyn(reply) => Accept(reply),
            // RFC 9293, section 3.10.7.3: an ACK of something else is answered with RST, one of the SYN is not.
            TcpAnswerKind.ChallengeAck when client.State == ClientState.SynSent && !AcknowledgesSyn(reply) =>
                Packets.Of(client.Tuple).With(TcpFlags.Rst).Seq(reply.Answer.Acknowledgment),
            TcpAnswerKind.FinAck when client.State == ClientState.Closing && IsFromHome(reply) => Finish(client),
            _ => null,
        };
        if (world.Notes) world.Note($"{reply.Answer.Kind} of {reply.From.Name} comes to {client}");
        if (reply.Answer.Kind == TcpAnswerKind.Reset && client is { IsLive: true, IsPromised: false })
        {
            client.State = ClientState.Closed;
        }

        if (answer is null) return;
        Datagram? datagram = world.Network.Send(mux, client, answer);
        if (atOnce && datagram is not null) world.Network.Walk(datagram);
    }

    private bool MayOpen(Client client) =>
        client.State == ClientState.Closed && (world.Rules.ReusesTuples || client.Incarnation == 0);

    private Datagram? SendSyn(Client client, SimulatedMux mux) =>
        world.Network.Send(mux, client, Packets.Of(client.Tuple).Syn().Seq(client.Sequence));

    private static bool IsForSyn(Reply reply) =>
        reply.Client.State == ClientState.SynSent && AcknowledgesSyn(reply);

    private static bool AcknowledgesSyn(Reply reply) => reply.Answer.Acknowledgment == reply.Client.Sequence + 1;

    private static bool IsFromHome(Reply reply) =>
        reply.From == reply.Client.Home && reply.Answer.Sequence == reply.Client.HomeSequence + 1;

    private TestPacket Accept(Reply reply)
    {
        Client client = reply.Client;
        client.Accept(reply.From, reply.Answer.Sequence);
        TcpHost host = world.HostOf(reply.From);
        bool isUp = reply.From.IsAlive;
        bool isStillThere = isUp && host.Knows(client.Tuple, reply.Answer.Sequence);
        if (!isStillThere) client.Pardon("its server gave it up before the client knew", homeCrashed: !isUp);
        else if (reply.From.IsGivenUp) client.IsForsaken = true;
        else if (IsBehindAnotherSocket(client, reply.From)) client.IsForsaken = true;
        else if (host.HasForgottenCookie(client.Tuple)) client.Pardon(MachineWorld.CookieForgotten);
        return Data(client);
    }

    /// <summary>
    /// I8 of docs/consistency.md: a server that the controller could not teach took the SYN, while an older socket of
    /// the tuple lives elsewhere.
    /// </summary>
    private bool IsBehindAnotherSocket(Client client, SimulatedAgent home) =>
        home.Known(client.Bucket) < world.Fleet.NewestRow(client.Bucket).Generation
        && world.Fleet.Agents.Any(other => other != home && world.HostOf(other).Find(client.Tuple) is not null);

    private static TestPacket Finish(Client client)
    {
        client.State = ClientState.Closed;
        return Data(client).Seq(client.Sequence + 2).Ack(client.HomeSequence + 2);
    }
}
