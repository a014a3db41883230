using Beamer.Tests.Model.Configurations;
using Beamer.Tests.Model.Search;
using Xunit;

namespace Beamer.Tests.ModelTests;

/// <summary>The quick configurations of the model checker; ./model.sh --deep runs the large ones as well.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Quick =>
        [.. Catalogue.All.Where(one => !one.IsDeep).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Quick))]
    public void A_configuration_comes_out_as_it_has_to(string name)
    {
        ModelConfiguration configuration = Catalogue.Find(name)!;
        Exploration found = Explorer.Explore(configuration.Settings);
        Assert.True(
            configuration.Expected == found.Violation,
            $"{found.Violation}, not {configuration.Expected}:\n{string.Join('\n', found.Trace)}");
        Assert.Equal(configuration.IsCounterExample, !found.Trace.IsEmpty);
        if (configuration.States is { } states) Assert.Equal(states, found.States);
    }

    [Fact]
    public void A_counter_example_tells_one_sentence_a_step()
    {
        Exploration found = Explorer.Explore(Catalogue.Find("V3")!.Settings);
        Assert.Equal(
            [
                "the controller moves the bucket: row 1 = B [A]",
                "agent A learns row 1",
                "agent B learns row 1",
                "MUX 0 applies row 1",
                "the client sends a SYN through MUX 0: row 1, to B",
                "a SYN of row 1 at B: it answers with SYN-ACK",
                "the client accepts the SYN-ACK of B, now the flow's home",
                "the client sends data through MUX 1: row 0, to A",
                "data of row 0 at A: unknown, and it answers with RST",
            ],
            found.Trace.AsEnumerable());
    }

    // What production answered once is remembered; it must not matter.
    [Theory]
    [InlineData("F1")]
    [InlineData("V13")]
    public void To_ask_production_anew_each_time_changes_nothing(string name)
    {
        var settings = Catalogue.Find(name)!.Settings with { RowChanges = 2, Syns = 1 };
        Exploration remembered = Explorer.Explore(settings);
        Exploration asked = Explorer.Explore(settings with { Forgets = true });
        Assert.Equal((remembered.States, remembered.Violation), (asked.States, asked.Violation));
        Assert.Equal(remembered.Trace.AsEnumerable(), asked.Trace);
    }
}
