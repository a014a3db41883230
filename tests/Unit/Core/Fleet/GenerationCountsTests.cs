using Beamer.Core;
using Beamer.Core.Fleet;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class GenerationCountsTests
{
    private const int Machines = 5;

    [Property]
    public void The_least_is_that_of_all_machines_that_count_now((byte Machine, byte Generation)[] changes)
    {
        GenerationCounts counts = new();
        Generation?[] known = new Generation?[Machines];
        Assert.Null(counts.Least);
        foreach ((byte machine, byte generation) in changes)
        {
            ref Generation? present = ref known[machine % Machines];
            Generation? next = generation % 4 == 0 ? null : new Generation(generation);
            counts.Change(present, next);
            present = next;
            Assert.Equal(known.Min(), counts.Least);
        }
    }
}
