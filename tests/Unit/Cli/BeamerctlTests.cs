using Beamer.Cli;
using Xunit;

namespace Beamer.Tests.Unit.Cli;

/// <summary>The command line itself: usage, help, and what happens when nobody answers.</summary>
public sealed class BeamerctlTests
{
    [Theory]
    [InlineData("", "Required command")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("apply", "--file")]
    [InlineData("add-server s3 10.9.0.13", "--pool")]
    [InlineData("set-weight s1 many", "many")]
    [InlineData("status --controller here", "--controller 'here'")]
    [InlineData("status -o xml", "xml")]
    [InlineData("wait --timeout soon", "--timeout 'soon'")]
    [InlineData("wait --timeout 5ms", "--timeout '5ms'")]
    [InlineData("explain 198.51.100.7 192.0.2.10:80/tcp", "CLIENT '198.51.100.7'")]
    [InlineData("explain 198.51.100.7:40001 192.0.2.10:80", "SERVICE '192.0.2.10:80'")]
    [InlineData("apply -f /does/not/exist.yaml", "/does/not/exist.yaml")]
    public async Task A_wrong_command_line_has_status_2_and_names_what_is_wrong(string line, string named)
    {
        CommandRun run = await CommandRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, run.Status);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Several_wrong_arguments_are_all_named()
    {
        CommandRun run = await CommandRun.OfAsync(["explain", "here", "there"]);

        Assert.Contains("CLIENT 'here'", run.Error, StringComparison.Ordinal);
        Assert.Contains("SERVICE 'there'", run.Error, StringComparison.Ordinal);
        Assert.Contains("'beamerctl explain --help'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_address_in_the_environment_names_the_variable()
    {
        CommandRun run = await CommandRun.OfAsync(["status"], name => name == "BEAMER_CONTROLLER" ? "nowhere" : null);

        Assert.Equal(ExitCode.Usage, run.Status);
        Assert.Contains("BEAMER_CONTROLLER 'nowhere'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:/does/not/exist.sock", "status")]
    [InlineData("http://127.0.0.1:1", "drain s1")]
    public async Task When_nobody_answers_the_status_is_3_and_the_sentence_says_where_and_what_to_check(
        string address, string verb)
    {
        CommandRun run = await CommandRun.OfAsync([.. verb.Split(' '), "--controller", address]);

        Assert.Equal(ExitCode.Unreachable, run.Status);
        string sentence = Assert.Single(run.Reasons);
        Assert.Contains(address.Replace("http://", "", StringComparison.Ordinal), sentence, StringComparison.Ordinal);
        Assert.Contains("Check that beamer-controller runs", sentence, StringComparison.Ordinal);
        Assert.Contains("BEAMER_CONTROLLER", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mux_that_does_not_answer_is_named_by_its_socket()
    {
        CommandRun run = await CommandRun.OfAsync(["mux", "inspect", "--socket", "/does/not/exist.sock"]);

        Assert.Equal(ExitCode.Unreachable, run.Status);
        Assert.Matches("the MUX at unix:/does/not/exist.sock: there is no such socket.", run.Error);
        Assert.Contains("beamer-mux", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("plan")]
    [InlineData("add-server")]
    [InlineData("drain")]
    [InlineData("remove")]
    [InlineData("set-weight")]
    [InlineData("forget-mux")]
    [InlineData("status")]
    [InlineData("wait")]
    [InlineData("explain")]
    [InlineData("history")]
    [InlineData("rollback")]
    [InlineData("mux inspect")]
    [InlineData("mux lookup")]
    [InlineData("mux push-table")]
    [InlineData("mux drain")]
    [InlineData("mux undrain")]
    [InlineData("agent inspect")]
    public async Task Every_verb_has_a_help_text(string verb)
    {
        CommandRun run = await CommandRun.OfAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(ExitCode.Done, run.Status);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
        Assert.Contains("--controller", run.Output, StringComparison.Ordinal);
    }
}
