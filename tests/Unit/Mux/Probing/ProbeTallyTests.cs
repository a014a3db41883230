using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Wire;
using Beamer.Mux.Probing;
using Xunit;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Unit.Mux.Probing;

public sealed class ProbeTallyTests
{
    private static readonly IPv4Address s_first = IPv4Address.Parse("10.0.0.1");
    private static readonly IPv4Address s_second = IPv4Address.Parse("10.0.0.2");

    private readonly ProbeTally _tally = new();
    private ulong _nonce;

    [Fact]
    public void R11_every_probe_without_an_answer_is_one_miss_more_and_an_answer_clears_them()
    {
        for (uint round = 0; round < 4; round++)
        {
            Begin(s_first, s_second);
            Assert.Equal(round, Of(s_first).Missed);
        }

        Assert.True(_tally.Take(s_first, Answer(_nonce - 1)));

        Assert.Equal(0u, Of(s_first).Missed);
        Assert.Equal(3u, Of(s_second).Missed);
        Assert.Equal((1, 1), _tally.Count());
    }

    [Fact]
    public void An_answer_to_another_probe_is_not_believed()
    {
        Begin(s_first);
        ulong old = _nonce;
        Begin(s_first);

        Assert.False(_tally.Take(s_first, Answer(old)));
        Assert.False(_tally.Take(s_second, Answer(_nonce)));
        Assert.False(_tally.Take(s_first, Answer(_nonce) with { Type = ProbeType.Request }));
        Assert.True(_tally.Take(s_first, Answer(_nonce)));
        Assert.False(_tally.Take(s_first, Answer(_nonce)));
    }

    [Fact]
    public void A_report_has_what_the_last_answer_said()
    {
        Begin(s_first);
        _tally.Take(s_first, Answer(_nonce) with { Generation = new Generation(9), Flags = ProbeFlags.Admitted });

        Assert.Equal(9u, Of(s_first).Generation);
        Assert.Equal((uint)ProbeFlags.Admitted, Of(s_first).Flags);
        Assert.Equal(new Generation(9), _tally.NewestReported);
    }

    [Fact]
    public void R15_an_answer_counts_at_once_and_until_the_next_probe_was_missed()
    {
        Begin(s_first, s_second);
        Assert.Equal(ProbeOpinion.None, _tally.Opinion());
        _tally.Take(s_second, Answer(_nonce) with { Peers = new PeerStanding(1, 1) });
        Assert.Equal(new ProbeOpinion(1, Generation.Zero, 1), _tally.Opinion());
        Begin(s_first, s_second);
        Assert.Equal(new ProbeOpinion(1, Generation.Zero, 1), _tally.Opinion());
        Begin(s_first, s_second);
        Assert.Equal(ProbeOpinion.None, _tally.Opinion());
    }

    [Fact]
    public void A_server_that_left_the_fleet_is_forgotten()
    {
        Begin(s_first, s_second);
        Begin(s_second);

        Assert.Equal(s_second.Value, Assert.Single(_tally.Report(TimeSpan.Zero).Servers).Address);
    }

    private void Begin(params IPv4Address[] servers) => _tally.BeginRound(servers, () => ++_nonce);

    private static ProbeMessage Answer(ulong nonce) => new(ProbeType.Reply, nonce, Generation.Zero, ProbeFlags.None);

    private V1.ProbeReport.Types.Server Of(IPv4Address server) =>
        Assert.Single(_tally.Report(TimeSpan.Zero).Servers, known => known.Address == server.Value);
}
