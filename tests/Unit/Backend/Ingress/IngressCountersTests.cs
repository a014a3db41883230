using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Chaining;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Ingress;

public sealed class IngressCountersTests
{
    /// <summary>P63: what the kernel refuses to send moves from forwarded to dropped.</summary>
    [Property]
    public void P63_forwards_that_fail_are_drops(byte toPrevious, byte byOwnRow, byte failures)
    {
        int refused = Math.Min(failures, toPrevious + byOwnRow);
        IngressCounters counters = new();

        counters.CountReceived(toPrevious + byOwnRow);
        counters.CountForwards(toPrevious, byOwnRow, refused);

        long forwarded = counters[AgentAction.ForwardToPrevious] + counters[AgentAction.ForwardByOwnRow];
        Assert.Equal(counters.Received, forwarded + counters[DropReason.ChainTransmitFailed]);
        Assert.Equal(refused, counters[DropReason.ChainTransmitFailed]);
        Assert.True(counters[AgentAction.ForwardToPrevious] >= 0 && counters[AgentAction.ForwardByOwnRow] >= 0);
    }
}
