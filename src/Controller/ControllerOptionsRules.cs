using System.Globalization;
using Beamer.Rpc;
using Microsoft.Extensions.Options;

namespace Beamer.Controller;

/// <summary>What makes the options acceptable; every broken rule is told, one sentence each.</summary>
internal sealed class ControllerOptionsRules : IValidateOptions<ControllerOptions>
{
    private const double SlowStartSecondsMax = 3600;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ControllerOptions options)
    {
        List<string> reasons = [];
        ListenAddress? feed = Read(nameof(options.Listen), options.Listen, reasons);
        ListenAddress? operators = Read(nameof(options.OperatorListen), options.OperatorListen, reasons);
        ListenAddress? metrics = Read(nameof(options.MetricsListen), options.MetricsListen, reasons);
        if (metrics is { EndPoint: null }) reasons.Add($"Controller.MetricsListen {metrics} is not ADDRESS:PORT.");
        if (feed is not null && Equals(feed, operators))
        {
            reasons.Add($"Controller.Listen and Controller.OperatorListen are both {feed}; each needs its own.");
        }

        if (metrics is not null && (Equals(metrics, feed) || Equals(metrics, operators)))
        {
            reasons.Add($"Controller.MetricsListen {metrics} is also Listen or OperatorListen; it needs its own.");
        }

        if (!Path.IsPathRooted(options.StatePath))
        {
            reasons.Add($"Controller.StatePath '{options.StatePath}' is not an absolute path.");
        }

        if (options.SlowStartSeconds is not (>= 0 and <= SlowStartSecondsMax))
        {
            reasons.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Controller.SlowStartSeconds is {options.SlowStartSeconds}; it must be 0..{SlowStartSecondsMax}."));
        }

        return reasons.Count > 0 ? ValidateOptionsResult.Fail(reasons) : ValidateOptionsResult.Success;
    }

    private static ListenAddress? Read(string field, string text, List<string> reasons)
    {
        if (!ListenAddress.TryParse(text, out ListenAddress? address, out string reason))
        {
            reasons.Add($"Controller.{field}: {reason}");
        }

        return address;
    }
}
