using System.Text;
using Beamer.Core;
using Beamer.Rpc;
using Microsoft.Extensions.Options;

namespace Beamer.Backend;

/// <summary>What makes <see cref="BackendOptions"/> acceptable; every broken rule is named.</summary>
internal sealed class BackendOptionsRules : IValidateOptions<BackendOptions>
{
    private const int NameLengthMax = 63;
    private const int DeviceLengthMax = 15;

    /// <summary>A new process listens behind this path with its number appended, until it has taken over.</summary>
    private const int SocketPathBytesMax = ListenAddress.PathBytesMax - 8;

    private const int MtuMin = 1280;
    private const int MtuMax = 9216;

    public ValidateOptionsResult Validate(string? name, BackendOptions options)
    {
        List<string> reasons = [];
        bool named = options.Name.Length is > 0 and <= NameLengthMax
            && options.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
        if (!named) reasons.Add($"Backend:Name '{options.Name}' is not 1..{NameLengthMax} of a-z, 0-9, '-' and '.'.");
        bool addressed = IPv4Address.TryParse(options.Address, out IPv4Address address)
            && address.Value >> 24 is not (0 or 127 or >= 224);
        if (!addressed) reasons.Add($"Backend:Address '{options.Address}' is not a unicast IPv4 address.");
        if (options.Controller is not null) CheckAddress("Controller", options.Controller, reasons);
        CheckAddress("MetricsListen", options.MetricsListen, reasons, tcp: true);
        CheckPath("StateDirectory", options.StateDirectory, reasons);
        CheckPath("ControlSocket", options.ControlSocket, reasons);
        if (Encoding.UTF8.GetByteCount(options.ControlSocket) > SocketPathBytesMax)
        {
            reasons.Add($"Backend:ControlSocket '{options.ControlSocket}' has more than {SocketPathBytesMax} bytes.");
        }

        if (options.TunName.Length is 0 or > DeviceLengthMax || options.TunName.Any(c => c is '/' or ' '))
        {
            reasons.Add(
                $"Backend:TunName '{options.TunName}' is not 1..{DeviceLengthMax} characters without '/' and ' '.");
        }

        if (options.Dsr != "loopback")
        {
            reasons.Add($"Backend:Dsr is '{options.Dsr}'; this release knows only 'loopback', with the VIP on lo.");
        }

        if (options.Datapath is not (BackendOptions.Auto or BackendOptions.Portable or BackendOptions.Xdp))
        {
            reasons.Add($"Backend:Datapath is '{options.Datapath}'; it must be 'auto', 'portable' or 'xdp'.");
        }

        if (options.BpfDirectory is not null) CheckPath("BpfDirectory", options.BpfDirectory, reasons);
        if (options.FabricMtuBytes is < MtuMin or > MtuMax)
        {
            reasons.Add($"Backend:FabricMtuBytes is {options.FabricMtuBytes}; it must be {MtuMin}..{MtuMax}.");
        }

        return reasons.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(reasons);
    }

    private static void CheckAddress(string field, string text, List<string> reasons, bool tcp = false)
    {
        if (!ListenAddress.TryParse(text, out ListenAddress? address, out string reason))
        {
            reasons.Add($"Backend:{field}: {reason}");
        }
        else if (tcp && address.EndPoint is null)
        {
            reasons.Add($"Backend:{field} '{text}' must be ADDRESS:PORT.");
        }
    }

    private static void CheckPath(string field, string path, List<string> reasons)
    {
        if (!Path.IsPathRooted(path)) reasons.Add($"Backend:{field} '{path}' is not an absolute path.");
    }
}
