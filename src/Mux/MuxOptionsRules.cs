using Beamer.Core;
using Beamer.Rpc;
using Microsoft.Extensions.Options;

namespace Beamer.Mux;

/// <summary>What makes options acceptable: every broken rule at once, one sentence each, naming the field.</summary>
internal sealed class MuxOptionsRules : IValidateOptions<MuxOptions>
{
    private static readonly MuxOptionsAttributes s_fields = new();

    public ValidateOptionsResult Validate(string? name, MuxOptions options)
    {
        ValidateOptionsResult ofFields = s_fields.Validate(MuxOptions.Section, options);
        List<string> reasons = [.. ofFields.Failures?.Select(reason => $"{MuxOptions.Section}: {reason}") ?? []];
        if (options.Address.Length > 0 && !IPv4Address.TryParse(options.Address, out _))
        {
            reasons.Add($"{MuxOptions.Section}: Address '{options.Address}' is not an IPv4 address.");
        }

        if (options.BpfDirectory is { } directory && !Path.IsPathRooted(directory))
        {
            reasons.Add($"{MuxOptions.Section}: BpfDirectory '{directory}' is no absolute path.");
        }

        CheckListen("MetricsListen", options.MetricsListen, reasons);
        if (options.Controller is not null) CheckListen("Controller", options.Controller, reasons);
        return reasons.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(reasons);
    }

    private static void CheckListen(string field, string value, List<string> reasons)
    {
        if (value.Length == 0) return;
        if (!ListenAddress.TryParse(value, out ListenAddress? address, out string reason))
        {
            reasons.Add($"{MuxOptions.Section}: {field}: {reason}");
        }
        else if (address.EndPoint is null)
        {
            reasons.Add($"{MuxOptions.Section}: {field} is a TCP address, ADDRESS:PORT.");
        }
    }
}
