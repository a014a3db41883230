using Beamer.Controller;
using Beamer.Hosting;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Beamer.Tests.Unit.Controller;

public sealed class ControllerOptionsTests
{
    [Fact]
    public void The_sample_is_accepted()
    {
        ControllerOptions options = Bind("--config", Path.Combine(Repository.Root, "deploy/config/controller.json"));
        Assert.Equal("10.9.0.9:7400", options.Listen);
        Assert.Equal("/var/lib/beamer/controller.db", options.StatePath);
    }

    [Fact]
    public void Without_options_it_listens_only_on_this_host()
    {
        ControllerOptions options = Bind();
        Assert.StartsWith("127.0.0.1:", options.Listen, StringComparison.Ordinal);
        Assert.StartsWith("unix:", options.OperatorListen, StringComparison.Ordinal);
        Assert.StartsWith("127.0.0.1:", options.MetricsListen, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrong_option_is_named_at_once()
    {
        StartException refusal = Assert.Throws<StartException>(() => Bind(
            "--Controller:Listen=nowhere",
            "--Controller:OperatorListen=unix:relative.sock",
            "--Controller:MetricsListen=unix:/run/m.sock",
            "--Controller:StatePath=controller.db"));
        Assert.Collection(
            refusal.Sentences,
            sentence => Assert.StartsWith("Controller.Listen: 'nowhere'", sentence, StringComparison.Ordinal),
            sentence => Assert.StartsWith("Controller.OperatorListen: 'unix:rel", sentence, StringComparison.Ordinal),
            sentence => Assert.Equal("Controller.MetricsListen unix:/run/m.sock is not ADDRESS:PORT.", sentence),
            sentence => Assert.Contains("'controller.db' is not an absolute path", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_listeners_cannot_share_an_address()
    {
        StartException refusal = Assert.Throws<StartException>(() => Bind(
            "--Controller:OperatorListen=127.0.0.1:7400", "--Controller:MetricsListen=127.0.0.1:7400"));
        Assert.Equal(2, refusal.Sentences.Count);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("3601")]
    [InlineData("NaN")]
    public void A_slow_start_out_of_its_range_is_refused(string seconds)
    {
        StartException refusal =
            Assert.Throws<StartException>(() => Bind("--Controller:SlowStartSeconds", seconds));
        Assert.Equal($"Controller.SlowStartSeconds is {seconds}; it must be 0..3600.", refusal.Message);
    }

    [Fact]
    public void An_unknown_option_is_refused()
    {
        StartException refusal = Assert.Throws<StartException>(() => Bind("--Controller:Lisen=x"));
        Assert.Contains("Lisen", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "'--help' is no option;")]
    [InlineData("-x", "'-x' is no option;")]
    [InlineData("start", "'start' is no option;")]
    [InlineData("--Listen=127.0.0.1:7400", "'--Listen=127.0.0.1:7400' is no option;")]
    [InlineData("--Controller:Listen", "--Controller:Listen needs a value.")]
    [InlineData("--config", "--config needs the name of a file.")]
    [InlineData("--Controler:Listen=127.0.0.1:7400", "Controler is no section of these options;")]
    public void An_argument_that_would_be_without_effect_is_refused(string argument, string sentence)
    {
        StartException refusal = Assert.Throws<StartException>(() => Bind(argument));
        Assert.StartsWith(sentence, Assert.Single(refusal.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unknown_and_what_is_wrong_is_told_together()
    {
        StartException refusal = Assert.Throws<StartException>(() => Bind(
            "--Controller:Lisen", "x", "--Controller:StatePath=controller.db"));
        Assert.Equal(2, refusal.Sentences.Count);
    }

    private static ControllerOptions Bind(params string[] arguments)
    {
        WebApplicationBuilder builder = DaemonHost.CreateBuilder(arguments);
        return DaemonHost.BindOptions(
            builder, ControllerOptions.Section, ControllerOptions.Bind, new ControllerOptionsRules());
    }
}
