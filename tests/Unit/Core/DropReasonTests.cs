using Beamer.Core;
using Xunit;

namespace Beamer.Tests.Unit.Core;

public sealed class DropReasonTests
{
    [Fact]
    public void Every_reason_has_a_number_of_its_own_below_the_limit()
    {
        DropReason[] reasons = Enum.GetValues<DropReason>();
        Assert.Equal(reasons.Length, reasons.Distinct().Count());
        Assert.All(reasons, reason => Assert.InRange((int)reason, 0, DropReasons.Limit - 1));
    }
}
