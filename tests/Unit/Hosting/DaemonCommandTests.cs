using System.CommandLine;
using Beamer.Hosting;
using Xunit;

namespace Beamer.Tests.Unit.Hosting;

public sealed class DaemonCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private int _starts;
    private string[] _left = [];

    public void Dispose() => _output.Dispose();

    [Theory]
    [InlineData("--help", "--Test:Field VALUE")]
    [InlineData("--version", ".")]
    public async Task A_question_about_the_program_is_answered_and_starts_nothing(string question, string answer)
    {
        Assert.Equal(0, await InvokeAsync(question));
        Assert.Contains(answer, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, _starts);
    }

    [Fact]
    public async Task What_it_does_not_know_itself_is_the_daemons_to_refuse()
    {
        Assert.Equal(1, await InvokeAsync("--config", "test.json", "--Test:Name", "mux1", "--bogus"));
        Assert.Equal(1, _starts);
    }

    [Fact]
    public async Task A_verb_runs_with_the_daemons_options_in_the_daemons_place()
    {
        Assert.Equal(0, await InvokeAsync("detach", "--config", "test.json", "--Test:Name", "mux1"));
        Assert.Equal(["--config", "test.json", "--Test:Name", "mux1"], _left);
        Assert.Equal(0, _starts);
    }

    [Fact]
    public async Task A_verb_that_cannot_be_done_ends_with_status_1() => Assert.Equal(1, await InvokeAsync("detach"));

    private Task<int> InvokeAsync(params string[] arguments)
    {
        RootCommand root = DaemonCommand.Create("beamer-test", "does nothing.", "Test", () =>
        {
            _starts++;
            throw new StartException("It does not start.");
        });
        root.Add(DaemonCommand.CreateVerb("beamer-test", "detach", "Lets go.", "Test", arguments, left =>
        {
            _left = left;
            return left.Length > 0 ? "Done." : throw new StartException("There is nothing to let go.");
        }));
        return root.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = _output }, TestContext.Current.CancellationToken);
    }
}
