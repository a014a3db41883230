using Beamer.Backend;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Beamer.Tests.Unit.Backend;

public sealed class BackendOptionsTests
{
    private readonly BackendOptionsRules _rules = new();

    [Fact]
    public void The_sample_of_the_options_is_good()
    {
        BackendOptions options = new();
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Repository.Root, "deploy/config/backend.json"))
            .Build()
            .GetSection(BackendOptions.Section)
            .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

        Assert.True(_rules.Validate(null, options).Succeeded);
    }

    [Fact]
    public void Every_broken_rule_is_named_at_once()
    {
        BackendOptions options = new()
        {
            Name = "S 1",
            Address = "127.0.0.1",
            Controller = "nowhere",
            StateDirectory = "here",
            ControlSocket = "there",
            MetricsListen = "unix:/run/metrics",
            TunName = "a-name-that-is-too-long",
            Dsr = "rewrite",
            Datapath = "fast",
            BpfDirectory = "pins",
            FabricMtuBytes = 100,
        };

        string[] failures = [.. _rules.Validate(null, options).Failures!];

        Assert.Equal(11, failures.Length);
        string[] fields =
        [
            "Name", "Address", "Controller", "StateDirectory", "ControlSocket", "MetricsListen", "TunName", "Dsr",
            "Datapath", "BpfDirectory", "FabricMtuBytes",
        ];
        Assert.All(fields, field =>
            Assert.Contains(failures, failure => failure.StartsWith("Backend:" + field, StringComparison.Ordinal)));
    }
}
