using System.CommandLine;
using System.Net;
using Beamer.Core;

namespace Beamer.Cli.Verbs;

/// <summary><c>198.51.100.7:40001 192.0.2.10:80/tcp</c>: who asks, and for what.</summary>
internal sealed class FlowArguments
{
    public FlowArguments()
    {
        Client = new Argument<string>("CLIENT") { Description = "The client's address and port: 198.51.100.7:40001." };
        Service = new Argument<string>("SERVICE") { Description = "The VIP, port and protocol: 192.0.2.10:80/tcp." };
        Client.Validators.Add(result =>
        {
            string text = result.Tokens[0].Value;
            bool good = text.Split(':') is [string address, _] && IPv4Address.TryParse(address, out _)
                && IPEndPoint.TryParse(text, out IPEndPoint? client) && client.Port > 0;
            if (!good) result.AddError($"CLIENT '{text}' is not ADDRESS:PORT, such as 198.51.100.7:40001.");
        });
        Service.Validators.Add(result =>
        {
            string text = result.Tokens[0].Value;
            if (ServiceKey.TryParse(text, out _)) return;
            result.AddError($"SERVICE '{text}' is not VIP:PORT/PROTOCOL, such as 192.0.2.10:80/tcp.");
        });
    }

    public Argument<string> Client { get; }

    public Argument<string> Service { get; }
}
