using System.Globalization;
using System.Reflection;
using Beamer.Backend;
using Beamer.Controller;
using Beamer.Mux;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Beamer.Tests.Unit.Hosting;

/// <summary>The code that writes the options is made by the compiler, which leaves out what it cannot set.</summary>
public sealed class OptionsBindingTests
{
    [Fact]
    public void Every_option_of_the_mux_that_is_written_is_in_force() => AssertBound<MuxOptions>(MuxOptions.Bind);

    [Fact]
    public void Every_option_of_the_agent_that_is_written_is_in_force() =>
        AssertBound<BackendOptions>(BackendOptions.Bind);

    [Fact]
    public void Every_option_of_the_controller_that_is_written_is_in_force() =>
        AssertBound<ControllerOptions>(ControllerOptions.Bind);

    private static void AssertBound<TOptions>(Action<IConfiguration, TOptions> bind)
        where TOptions : class, new()
    {
        PropertyInfo[] fields = typeof(TOptions).GetProperties();
        TOptions defaults = new();
        Dictionary<string, string?> written = fields.ToDictionary(
            field => field.Name, field => (string?)AnotherValue(field.GetValue(defaults), field.Name));
        TOptions options = new();

        bind(new ConfigurationBuilder().AddInMemoryCollection(written).Build(), options);

        Assert.Equal(written, fields.ToDictionary(field => field.Name, field => Text(field.GetValue(options))));
    }

    /// <summary>A value of the same type that is not the default.</summary>
    private static string AnotherValue(object? value, string name) => value switch
    {
        bool set => Text(!set)!,
        int number => Text(number + 1)!,
        double number => Text(number + 0.5)!,
        Enum => throw new NotSupportedException($"{name}: say here what another value of an enumeration is."),
        _ => $"another {name}",
    };

    private static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
