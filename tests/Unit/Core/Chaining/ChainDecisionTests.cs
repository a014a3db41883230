using System.Globalization;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>The decision table of a server's agent, row by row. The server is A.</summary>
public sealed class ChainDecisionTests
{
    // header: generation:previous owners. row: my active row, generation:current/previous. known: the newest
    // generation heard of.
    // flags: L = lease, S = synced, A = admitted. verdict: what happens [-> target generation:previous owners left].
    private const string Table = """
        segment  header    row        known flags kernel        verdict
        SYN      5:-       5:A/-      5     LSA   None          DeliverNew
        SYN      5:B       5:A/B      5     LSA   None          DeliverNew
        SYN      5:-       5:A/-      5     --A   None          DeliverNew
        SYN      5:-       6:A/B      6     LSA   None          DeliverNew
        SYN      5:-       6:B/A      6     LSA   None          ForwardByOwnRow->B 6:-
        SYN      5:-       6:B/A,C    6     LSA   None          ForwardByOwnRow->B 6:C
        SYN      6:-       6:B/A      6     LSA   None          DeliverNew
        SYN      7:-       6:B/A      6     LSA   None          DeliverNew
        SYN      5:-       5:A/-      6     LSA   None          DeliverNew
        SYN      5:-       5:A/-      5     LS-   None          Drop.NotAdmitted
        SYN+ECN  5:-       5:A/-      5     LSA   None          DeliverNew
        UDP      5:-       5:A/-      5     LSA   None          DeliverNew
        UDP      5:-       6:B/A      6     LSA   None          ForwardByOwnRow->B 6:-
        ACK      5:-       5:A/-      5     LSA   Established   DeliverKnown
        ACK      5:-       6:B/A      6     LSA   Established   DeliverKnown
        ACK      5:-       5:A/-      5     --A   Established   DeliverKnown
        ACK      5:B       5:A/B      5     LSA   TimeWait      DeliverKnown
        ACK      5:B       5:A/B      5     LSA   AckMatches    DeliverKnown
        ACK      5:B       5:A/B      5     LSA   CookieValid   DeliverKnown
        ACK      5:B       5:A/B      5     LSA   AckUnknown    Drop.NotSynced
        ACK      5:-       6:B/A      6     LSA   AckUnknown    Drop.NotSynced
        ACK      5:B       5:A/B      5     LSA   AckMismatch   ForwardToPrevious->B 5:-
        ACK      5:B       5:A/B      5     LSA   ListenerOnly  ForwardToPrevious->B 5:-
        ACK      5:B       5:A/B      5     LSA   None          ForwardToPrevious->B 5:-
        ACK      5:B,C     5:A/B,C    5     LSA   None          ForwardToPrevious->B 5:C
        ACK      5:A,C     5:A/B,C    5     LSA   None          ForwardToPrevious->C 5:-
        ACK      5:A,A,C   5:A/B,C    5     LSA   None          ForwardToPrevious->C 5:-
        ACK      5:A       5:A/-      5     LSA   None          DeliverUnknown
        ACK      5:X       5:A/B      5     LSA   None          Drop.NextOwnerNotAllowed
        ACK      5:B       5:A/B      5     L-A   None          Drop.NotSynced
        ACK      5:B       5:A/B      5     -SA   None          ForwardToPrevious->B 5:-
        ACK      5:-       6:B/A      6     LSA   None          ForwardByOwnRow->B 6:-
        ACK      5:-       6:B/C,A    6     LSA   None          ForwardByOwnRow->B 6:C
        ACK      5:C       6:B/A      6     LSA   None          ForwardByOwnRow->B 6:-
        ACK      5:C       6:A/C      6     LSA   None          ForwardByOwnRow->C 6:-
        ACK      5:C       6:A/-      6     LSA   None          ForwardToPrevious->C 5:-
        ACK      5:-       6:A/-      6     LSA   None          Drop.StaleAtChainEnd
        ACK      5:-       5:A/-      6     LSA   None          Drop.StaleAtChainEnd
        ACK      5:C       5:A/-      6     LSA   None          ForwardToPrevious->C 5:-
        ACK      5:-       5:A/-      5     LSA   None          DeliverUnknown
        ACK      5:-       5:A/-      5     LSA   ListenerOnly  DeliverUnknown
        ACK      5:-       5:A/-      5     LSA   AckUnknown    DeliverUnknown
        ACK      5:-       5:A/-      5     LSA   AckMismatch   DeliverUnknown
        ACK      5:-       5:A/-      5     -SA   AckUnknown    Drop.LeaseLost
        ACK      6:-       5:A/-      5     LSA   None          DeliverUnknown
        ACK      5:-       5:A/-      5     -SA   None          Drop.LeaseLost
        ACK      5:-       5:A/-      6     -SA   None          Drop.StaleAtChainEnd
        ACK      5:-       5:A/-      5     L-A   None          Drop.NotSynced
        ACK      5:-       5:A/-      5     LS-   Established   Drop.NotAdmitted
        RST      5:B       5:A/B      5     LSA   None          ForwardToPrevious->B 5:-
        RST      5:-       5:A/-      5     LSA   None          DeliverUnknown
        SYN+ACK  5:B       5:A/B      5     LSA   None          ForwardToPrevious->B 5:-
        SYN+ACK  5:-       5:A/-      5     LSA   None          Drop.FlagsImpossibleAtChainEnd
        SYN+URG  5:-       5:A/-      5     LSA   TimeWait      Drop.FlagsImpossibleAtChainEnd
        FIN      5:-       5:A/-      5     LSA   None          Drop.FlagsImpossibleAtChainEnd
        NULL     5:-       5:A/-      5     LSA   None          Drop.FlagsImpossibleAtChainEnd
        ICMP     5:-       5:A/-      5     LSA   Established   DeliverKnown
        ICMP     5:B       5:A/B      5     LSA   None          ForwardToPrevious->B 5:-
        ICMP     5:B       5:A/B      5     LSA   AckUnknown    ForwardToPrevious->B 5:-
        ICMP     5:-       5:A/-      5     LSA   AckUnknown    DeliverKnown
        ICMP     5:-       5:A/-      5     LSA   None          Drop.IcmpUnknownAtChainEnd
        ICMP     5:-       6:B/A      6     LSA   None          ForwardByOwnRow->B 6:-
        ICMP     5:-       5:A/-      5     -SA   None          Drop.IcmpUnknownAtChainEnd
        ACK      G:-       6:B/A      6     LSA   Established   DeliverKnown
        ACK      G:C       6:B/A      6     LSA   None          ForwardToPrevious->C G:-
        ACK      G:-       6:B/A      6     LSA   None          DeliverUnknown
        ACK      G:-       6:B/A      6     -SA   None          Drop.LeaseLost
        SYN      G:-       6:B/A      6     LSA   None          DeliverNew
        """;

    public static TheoryData<string> Rows => [.. Table.Split('\n').Skip(1)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_of_the_decision_table_holds(string row)
    {
        string[] cell = row.Split(' ', 7, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string flags = cell[4];
        AgentView view = View(A, ReadRow(cell[2]), known: Number(cell[3])).WithSynced(flags.Contains('S'));
        if (!flags.Contains('A')) view = AgentView.Restore(A, view.Committed, []).WithSynced(flags.Contains('S'));

        AgentVerdict verdict = ChainDecision.Decide(
            ReadSegment(cell[0]), ReadHeader(cell[1]), MuxAddress, view, flags.Contains('L'), ReadAnswer(cell[5]));

        Assert.Equal(cell[6], Write(verdict));
    }

    [Fact]
    public void A_packet_older_than_the_bucket_at_admission_is_dropped()
    {
        AgentView view = View(A, Row(7, A), admission: 6);

        Assert.Equal(DropReason.OlderThanAdmission, Decide(Segment(TcpFlags.Syn), Header(5), view).Reason);
        Assert.Equal(AgentAction.DeliverNew, Decide(Segment(TcpFlags.Syn), Header(6), view).Action);
    }

    [Fact]
    public void A_packet_of_another_pool_or_bucket_or_service_is_dropped()
    {
        AgentView view = View(A, Row(5, A));
        PacketSummary packet = Segment(TcpFlags.Ack);
        PacketSummary foreign = packet with { Flow = packet.Flow with { DestinationPort = 81 } };

        Assert.Equal(DropReason.ServiceNotMine, Decide(packet, Header(5) with { Pool = new PoolId(2) }, view).Reason);
        Assert.Equal(DropReason.ChainHeaderMalformed, Decide(packet, Header(5) with { Bucket = 16 }, view).Reason);
        Assert.Equal(DropReason.ServiceNotMine, Decide(foreign, Header(5), view).Reason);
    }

    [Fact]
    public void An_agent_without_a_table_drops_everything() =>
        Assert.Equal(
            DropReason.SourceNotAllowed, Decide(Segment(TcpFlags.Syn), Header(5), AgentView.Empty(A)).Reason);

    [Fact]
    public void The_hop_budget_is_spent_and_its_end_is_a_drop()
    {
        AgentView view = View(A, Row(5, A, B));
        PacketSummary packet = Segment(TcpFlags.Ack);

        Assert.Equal(0, Decide(packet, Header(5, B) with { HopBudget = 1 }, view).Chain.HopBudget);
        Assert.Equal(DropReason.HopBudgetExhausted, Decide(packet, Header(5, B) with { HopBudget = 0 }, view).Reason);
        Assert.Equal(AgentAction.DeliverUnknown, Decide(packet, Header(5) with { HopBudget = 0 }, view).Action);
    }

    [Fact]
    public void The_kernel_is_asked_only_when_its_answer_matters()
    {
        AgentView view = View(A, Row(5, A), admission: 4);

        Assert.True(ChainDecision.NeedsKernel(Segment(TcpFlags.Ack), Header(5), MuxAddress, view));
        Assert.True(ChainDecision.NeedsKernel(IcmpError(), Header(5), MuxAddress, view));
        Assert.False(ChainDecision.NeedsKernel(Segment(TcpFlags.Syn), Header(5), MuxAddress, view));
        Assert.False(ChainDecision.NeedsKernel(Datagram(), Header(5), MuxAddress, view));
        Assert.False(ChainDecision.NeedsKernel(Segment(TcpFlags.Ack), Header(5), Stranger, view));
        Assert.False(ChainDecision.NeedsKernel(Segment(TcpFlags.Ack), Header(3), MuxAddress, view));
    }

    private static AgentVerdict Decide(in PacketSummary packet, in ChainHeader header, AgentView view) =>
        ChainDecision.Decide(packet, header, MuxAddress, view, true, KernelAnswer.None);

    private static PacketSummary ReadSegment(string cell) => cell switch
    {
        "UDP" => Datagram(),
        "ICMP" => IcmpError(),
        "SYN+ECN" => Segment(TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr),
        "NULL" => Segment(TcpFlags.None),
        _ => Segment(Enum.Parse<TcpFlags>(cell.Replace('+', ','), true)),
    };

    private static ChainHeader ReadHeader(string cell)
    {
        string[] parts = cell.Split(':');
        return parts[0] == "G" ? GlbHeader(ReadServers(parts[1])) : Header(Number(parts[0]), ReadServers(parts[1]));
    }

    private static Row ReadRow(string cell)
    {
        string[] parts = cell.Split(':', '/');
        return Row(Number(parts[0]), ReadServers(parts[1])[0], ReadServers(parts[2]));
    }

    private static KernelAnswer ReadAnswer(string cell) => cell switch
    {
        "AckMatches" or "AckUnknown" or "AckMismatch" => Enum.Parse<KernelAnswer>("SynReceived" + cell),
        "CookieValid" => KernelAnswer.ListenerCookieValid,
        _ => Enum.Parse<KernelAnswer>(cell),
    };

    private static IPv4Address[] ReadServers(string cell) => cell == "-" ? [] : [.. cell.Split(',').Select(name =>
        name == "X" ? Stranger : Servers[name[0] - 'A'])];

    private static string Write(AgentVerdict verdict)
    {
        if (verdict.Action == AgentAction.Drop) return $"Drop.{verdict.Reason}";
        if (!verdict.IsForward) return verdict.Action.ToString();
        ChainHeader chain = verdict.Chain;
        IEnumerable<int> indexes = Enumerable.Range(chain.NextHop, chain.Hops.Count - chain.NextHop);
        string[] left = [.. indexes.Select(i => Name(chain.Hops[i]))];
        string generation = chain.Version == ChainVersion.Glb ? "G" : chain.Generation.ToString();
        string hops = left.Length == 0 ? "-" : string.Join(',', left);
        return $"{verdict.Action}->{Name(verdict.Target)} {generation}:{hops}";
    }

    private static string Name(IPv4Address server) => ((char)('A' + Servers.IndexOf(server))).ToString();

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
