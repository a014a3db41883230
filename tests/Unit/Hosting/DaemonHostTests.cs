using Beamer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Beamer.Tests.Unit.Hosting;

/// <summary>Who has a say in a daemon's options: its command line, and the file that this names.</summary>
public sealed class DaemonHostTests
{
    [Fact]
    public void No_file_in_the_folder_that_it_is_started_in_is_read_or_watched()
    {
        WebApplicationBuilder builder = DaemonHost.CreateBuilder(["--Mux:Name", "mux1"]);

        Assert.Equal("mux1", builder.Configuration["Mux:Name"]);
        Assert.DoesNotContain(
            ((IConfigurationRoot)builder.Configuration).Providers, provider => provider is FileConfigurationProvider);
    }

    [Fact]
    public void The_environment_has_no_say()
    {
        Environment.SetEnvironmentVariable("Stray__Name", "mux2");

        Assert.Null(DaemonHost.CreateBuilder([]).Configuration["Stray:Name"]);
    }
}
