using Beamer.Core;
using Beamer.Core.Fleet;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class ConfirmedLineTests
{
    [Property]
    public void The_line_since_a_time_is_the_least_that_was_known_at_any_moment_after_it(byte[] known, byte then)
    {
        ConfirmedLine line = new();
        for (int at = 0; at < known.Length; at++) line.Note(new Generation(known[at]), TimeSpan.FromSeconds(at));
        uint expected = then < known.Length ? known.Skip(then).Min(value => (uint)value) : known.LastOrDefault();
        Assert.Equal(expected, line.Since(TimeSpan.FromSeconds(then)).Value);
    }
}
