using System.Globalization;
using Beamer.Core;
using Beamer.Rpc.V1;
using Grpc.Core;

namespace Beamer.Controller.Services;

/// <summary>A flow as an operator names it: <c>198.51.100.7:40001</c> and <c>192.0.2.10:80/tcp</c>.</summary>
internal static class FlowReader
{
    /// <exception cref="RpcException">Either is something else; both reasons are told.</exception>
    internal static Flow Read(ExplainRequest request)
    {
        List<string> reasons = [];
        int colon = request.Client.LastIndexOf(':');
        ushort port = 0;
        IPv4Address client = IPv4Address.None;
        bool good = colon > 0
            && IPv4Address.TryParse(request.Client[..colon], out client)
            && TryReadPort(request.Client[(colon + 1)..], out port);
        if (!good) reasons.Add($"client '{request.Client}' is not of the form 198.51.100.7:40001.");
        if (!ServiceKey.TryParse(request.Service, out ServiceKey service))
        {
            reasons.Add($"service '{request.Service}' is not of the form 192.0.2.10:80/tcp.");
        }

        Refusal.Throw(StatusCode.InvalidArgument, reasons);
        return new Flow(client, service.Vip, port, service.Port, service.Protocol);
    }

    private static bool TryReadPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
