using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using static System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes;

namespace Beamer.Hosting;

/// <summary>
/// What every daemon does the same way: options, logging, metrics, health, and ending with a sentence.
/// </summary>
public static class DaemonHost
{
    private const string LoggingSection = "Logging";

    private static readonly object GivenOptions = new();

    /// <summary>A builder with the options file read, logging set up and nothing listening yet.</summary>
    /// <param name="arguments">
    /// <c>--config FILE</c> names the JSON file; <c>--Section:Field value</c> overrides single fields.
    /// </param>
    /// <exception cref="StartException">An argument is not understood, or the options file cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        // Not one of the usual builders: they look for an appsettings.json in the folder that the daemon is started in,
        // and for its sake watch every folder below. A unit of systemd is started in /.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        IConfigurationRoot given = ReadOptions(arguments);
        builder.Host.Properties[GivenOptions] = given;
        builder.Configuration.AddConfiguration(given);
        builder.Logging.AddConfiguration(given.GetSection(LoggingSection)).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSystemd();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Readiness>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Beamer.*")
            .AddMeter("System.Runtime")
            .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));
        return builder;
    }

    /// <summary>
    /// Binds <typeparamref name="TOptions"/> to a section; every broken rule is reported before anything starts.
    /// </summary>
    /// <param name="builder">From <see cref="CreateBuilder"/>, with the same arguments.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="bind">
    /// Writes the section into the options. The daemon's own code, because the compiler writes it there, for its class:
    /// a program that is machine code has no reflection to do it by.
    /// </param>
    /// <param name="rules">What makes the options acceptable.</param>
    public static TOptions BindOptions<[DynamicallyAccessedMembers(PublicProperties)] TOptions>(
        WebApplicationBuilder builder,
        string section,
        Action<IConfiguration, TOptions> bind,
        IValidateOptions<TOptions> rules)
        where TOptions : class, new()
    {
        TOptions options = new();
        var given = (IConfigurationRoot)builder.Host.Properties[GivenOptions];
        List<string> reasons = Unknown(given, section, typeof(TOptions));
        try
        {
            bind(builder.Configuration.GetSection(section), options);
            ValidateOptionsResult result = rules.Validate(section, options);
            if (result.Failed) reasons.AddRange(result.Failures);
        }
        catch (InvalidOperationException e)
        {
            reasons.Add(e.Message);
        }

        if (reasons.Count > 0) throw new StartException(reasons);
        builder.Services.AddSingleton(options);
        return options;
    }

    /// <summary>
    /// Serves <c>/metrics</c> (Prometheus text) and <c>/healthz</c> (200, or 503 and a sentence a line).
    /// </summary>
    public static void MapMetricsAndHealth(WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGet("/healthz", (HttpContext context) =>
        {
            IReadOnlyList<string> missing = context.RequestServices.GetRequiredService<Readiness>().Missing;
            context.Response.StatusCode = missing.Count == 0 ? 200 : 503;
            return context.Response.WriteAsync(missing.Count == 0 ? "ready\n" : string.Join('\n', missing) + "\n");
        });
    }

    /// <summary>Runs a daemon; whatever keeps it from starting is said in one sentence a line.</summary>
    /// <param name="name">The program's name, in front of each sentence.</param>
    /// <param name="build">Composes the daemon.</param>
    /// <returns>The exit status: 0 after a clean stop, 1 when it could not start or a loop failed.</returns>
    public static async Task<int> RunAsync(string name, Func<WebApplication> build)
    {
        try
        {
            await using WebApplication app = build();
            await app.RunAsync();
            return Environment.ExitCode;
        }
        catch (StartException e)
        {
            foreach (string sentence in e.Sentences) await Console.Error.WriteLineAsync($"{name}: {sentence}");
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}");
            return 1;
        }
    }

    private static IConfigurationRoot ReadOptions(string[] arguments)
    {
        OptionArguments given = OptionArguments.Read(arguments);
        ConfigurationBuilder options = new();
        if (given.File is not null)
        {
            string file = Path.GetFullPath(given.File);
            if (!File.Exists(file)) throw new StartException($"The options file {file} does not exist.");
            options.AddJsonFile(file, optional: false, reloadOnChange: false);
        }

        options.AddInMemoryCollection(given.Fields);
        try
        {
            return options.Build();
        }
        catch (InvalidDataException e)
        {
            throw new StartException(
                $"The options file {given.File} is not JSON: {e.GetBaseException().Message}");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartException($"The options file cannot be read: {e.Message}");
        }
    }

    /// <summary>What is written but means nothing: a misspelt field would leave its default in force.</summary>
    private static List<string> Unknown(
        IConfigurationRoot given, string section, [DynamicallyAccessedMembers(PublicProperties)] Type options)
    {
        List<string> reasons = [];
        IEnumerable<string> sections = given.GetChildren().Select(child => child.Key);
        foreach (string key in sections.Where(key => !IsOneOf(key, section, LoggingSection)))
        {
            reasons.Add($"{key} is no section of these options; they are in section {section}.");
        }

        string[] fields = [.. options.GetProperties().Select(property => property.Name)];
        IEnumerable<string> written = given.GetSection(section).GetChildren().Select(child => child.Key);
        foreach (string key in written.Where(key => !IsOneOf(key, fields)))
        {
            reasons.Add($"{section}:{key} is no option; the options are {string.Join(", ", fields)}.");
        }

        return reasons;
    }

    private static bool IsOneOf(string key, params IEnumerable<string> names) =>
        names.Contains(key, StringComparer.OrdinalIgnoreCase);
}
