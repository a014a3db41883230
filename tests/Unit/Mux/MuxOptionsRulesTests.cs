using Beamer.Mux;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace Beamer.Tests.Unit.Mux;

public sealed class MuxOptionsRulesTests
{
    [Fact]
    public void The_sample_file_is_good()
    {
        IConfigurationRoot file = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Repository.Root, "deploy/config/mux.json")).Build();
        var options = new MuxOptions();
        file.GetSection(MuxOptions.Section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

        Assert.True(new MuxOptionsRules().Validate(null, options).Succeeded);
        Assert.Equal("mux1", options.Name);
    }

    [Fact]
    public void Every_broken_rule_is_told_and_names_its_field()
    {
        ValidateOptionsResult result = new MuxOptionsRules().Validate(null, new MuxOptions
        {
            Name = "no spaces please",
            Address = "10.0.0",
            Controller = "somewhere",
            MetricsListen = "unix:/run/metrics",
            Output = "tunnel",
            Workers = 0,
            FabricMtuBytes = 100,
            Dscp = 64,
        });

        string[] fields =
        [
            "Name", "Interface", "Address", "Controller", "MetricsListen",
            "Output", "Workers", "FabricMtuBytes", "Dscp",
        ];
        Assert.All(fields, field => Assert.Single(result.Failures!, sentence => sentence.Contains(field)));
        Assert.Equal(fields.Length, result.Failures!.Count());
    }
}
