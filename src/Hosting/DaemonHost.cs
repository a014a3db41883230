using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Beamer.Hosting;

/// <summary>
/// What every daemon does the same way: options, logging, metrics, health, and ending with a sentence.
/// </summary>
public static class DaemonHost
{
    private const string ConfigArgument = "--config";

    /// <summary>A builder with the options file read, logging set up and nothing listening yet.</summary>
    /// <param name="arguments">
    /// <c>--config FILE</c> names the JSON file; <c>--Section:Field value</c> overrides single fields.
    /// </param>
    /// <exception cref="StartException">The options file cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        AddOptionsFile(builder.Configuration, arguments);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
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
    public static TOptions BindOptions<TOptions>(
        WebApplicationBuilder builder, string section, IValidateOptions<TOptions> rules)
        where TOptions : class, new()
    {
        TOptions options = new();
        try
        {
            builder.Configuration.GetSection(section).Bind(
                options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException($"The options in section '{section}' cannot be read: {e.Message}");
        }

        ValidateOptionsResult result = rules.Validate(section, options);
        if (result.Failed) throw new StartException([.. result.Failures]);
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
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"{name}: {e.Message}");
            return 1;
        }
    }

    private static void AddOptionsFile(ConfigurationManager configuration, string[] arguments)
    {
        int at = Array.IndexOf(arguments, ConfigArgument);
        if (at >= 0)
        {
            if (at + 1 >= arguments.Length) throw new StartException($"{ConfigArgument} needs the name of a file.");
            string file = Path.GetFullPath(arguments[at + 1]);
            if (!File.Exists(file)) throw new StartException($"The options file {file} does not exist.");
            try
            {
                configuration.AddJsonFile(file, optional: false, reloadOnChange: false);
            }
            catch (InvalidDataException e)
            {
                throw new StartException(
                    $"The options file {file} is not JSON: {e.InnerException?.Message ?? e.Message}");
            }
        }

        string[] rest = at < 0 ? arguments : [.. arguments[..at], .. arguments[Math.Min(at + 2, arguments.Length)..]];
        configuration.AddCommandLine(rest);
    }
}
