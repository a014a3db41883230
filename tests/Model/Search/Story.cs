using Beamer.Core.Chaining;
using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Search;

/// <summary>Tells what happens, for people.</summary>
internal static class Story
{
    internal static string TellConverged(in State state) =>
        $"all MUXes use row {state.Rows.Last} now and nothing is under way: so fares every further packet";

    internal static string Tell(in State before, in Deed deed)
    {
        char server = ServerSet.NameOf(deed.Machine);
        return deed.Kind switch
        {
            DeedKind.Publish => $"the controller moves the bucket: {NextRow(deed)}",
            DeedKind.Settle => $"the controller settles: {NextRow(deed)}",
            DeedKind.DropDead => $"the controller drops the dead: {NextRow(deed)}",
            DeedKind.Renew => $"the controller publishes anew what means the former {server}: {NextRow(deed)}",
            DeedKind.Commit => $"the controller commits row {deed.Row}",
            DeedKind.Learn => $"agent {server} learns row {deed.Row}",
            DeedKind.Apply => $"MUX {deed.Machine} applies row {deed.Row}",
            DeedKind.RollBack => $"MUX {deed.Machine} restarts with the older row {deed.Row}",
            DeedKind.Crash => $"server {server} crashes",
            DeedKind.Distrust => before.Alive.Has(deed.Machine)
                ? $"server {server} falls silent; the controller no longer trusts it"
                : $"the controller finds server {server} dead",
            DeedKind.EndLease => $"the lease of {server} ends",
            DeedKind.Hear => $"server {server} is heard again",
            DeedKind.GrantLease => $"server {server} gets a lease again",
            DeedKind.Reboot => $"server {server} comes back as a new incarnation",
            DeedKind.Admit => $"the controller admits server {server} at row {deed.Row}",
            DeedKind.RestartAgent => $"agent {server} restarts: it does not know its kernel's sockets yet",
            DeedKind.SyncAgent => $"agent {server} has read its kernel's sockets",
            DeedKind.Send => $"the client sends {Words(deed.Packet)} through MUX {deed.Machine}: "
                + $"row {deed.Packet.Row}, to {ServerSet.NameOf(deed.Packet.At)}",
            DeedKind.Accept => $"the client accepts the SYN-ACK of {server}, now the flow's home",
            DeedKind.ExpireGhost => $"the half-open socket on {server} expires",
            DeedKind.Close => "the flow ends",
            DeedKind.Reuse => $"the client uses its 4-tuple again; the old socket lingers on {server}",
            DeedKind.Lose => $"{Words(deed.Packet)} is lost: {server} is down",
            DeedKind.Absorb => $"{Words(deed.Packet)} arrives at {server}, but the flow is over",
            _ => $"{Words(deed.Packet)} of row {deed.Packet.Row} at {server}: {Outcome(before, deed)}",
        };
    }

    private static string Outcome(in State before, in Deed deed)
    {
        Answer answer = deed.Answer;
        bool isHome = before.Flow.IsLive && before.Flow.Home == deed.Machine;
        return answer.Action switch
        {
            AgentAction.Drop => $"dropped ({answer.Reason})",
            AgentAction.DeliverNew => "it answers with SYN-ACK",
            AgentAction.ForwardToPrevious => $"unknown, on to {ServerSet.NameOf(answer.Next.At)}",
            AgentAction.ForwardByOwnRow =>
                $"it knows row {answer.Next.Row}, by which it sends it on to {ServerSet.NameOf(answer.Next.At)}",
            _ when isHome => "home",
            AgentAction.DeliverUnknown => "unknown, and it answers with RST",
            _ when before.Flow.IsGhost(deed.Machine) => "its half-open socket claims it and answers with RST",
            _ => "its old socket takes it",
        };
    }

    private static string NextRow(in Deed deed) => $"row {deed.Row} = {deed.Owners}";

    private static string Words(Packet packet) => packet.Kind == PacketKind.Syn ? "a SYN" : "data";
}
