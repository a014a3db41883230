using System.CommandLine;
using System.Net.Sockets;
using Beamer.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace Beamer.Cli;

/// <summary>Runs a verb against its daemon, and turns what goes wrong into sentences and an exit status.</summary>
internal sealed class VerbRunner(OperatorOptions options, Terminal terminal, Pace pace)
{
    private static readonly Daemon Controller = new(
        "the controller", "beamer-controller", $"--controller or {OperatorOptions.ControllerVariable}");

    /// <summary>The action of a verb that asks the controller.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> OnController(Func<ParseResult, Session, Task<int>> verb) =>
        (parsed, cancellation) =>
            AskAsync(Controller, parsed.GetValue(options.Controller)!, parsed, verb, cancellation);

    /// <summary>The action of a verb that asks a daemon of this host by its own socket.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> OnSocket(
        Daemon daemon, Option<string> socket, Func<ParseResult, Session, Task<int>> verb) =>
        (parsed, cancellation) =>
        {
            string path = Path.GetFullPath(parsed.GetValue(socket)!);
            if (ListenAddress.TryParse($"unix:{path}", out ListenAddress? address, out string reason))
            {
                return AskAsync(daemon, address, parsed, verb, cancellation);
            }

            terminal.Error.WriteLine($"{socket.Name} {reason}");
            return Task.FromResult(ExitCode.Usage);
        };

    private async Task<int> AskAsync(
        Daemon daemon,
        ListenAddress address,
        ParseResult parsed,
        Func<ParseResult, Session, Task<int>> verb,
        CancellationToken cancellation)
    {
        using GrpcChannel channel = GrpcChannelFactory.Open(address);
        try
        {
            OutputFormat format = options.FormatIn(parsed);
            return await verb(parsed, new Session(channel, options.Actor, terminal, format, pace, cancellation));
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            return terminal.Refuse("interrupted.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return terminal.Refuse("interrupted.");
        }
        catch (RpcException e)
        {
            return Explain(e, daemon, address);
        }
    }

    private int Explain(RpcException e, Daemon daemon, ListenAddress address)
    {
        switch (e.StatusCode)
        {
            case StatusCode.Unavailable:
                terminal.Error.WriteLine($"cannot reach {daemon.Name} at {address}: {ReasonOf(e, address)} "
                    + $"Check that {daemon.Program} runs and listens there and that you may connect; "
                    + $"{daemon.AddressedBy} names another address.");
                return ExitCode.Unreachable;
            case StatusCode.DeadlineExceeded:
                terminal.Error.WriteLine($"{daemon.Name} at {address} did not answer within "
                    + $"{Session.AnswerWithin.TotalSeconds:0} s; a change may still happen. Check 'beamerctl status'.");
                return ExitCode.Unreachable;
            case StatusCode.Unimplemented:
                return terminal.Refuse($"what answers at {address} is not {daemon.Name}, or is of another release.");
            default:
                string[] reasons = e.Status.Detail.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                return terminal.Refuse(reasons.Length > 0 ? reasons : [$"{daemon.Name} answered {e.StatusCode}."]);
        }
    }

    /// <summary>The innermost reason is the one that helps: "connection refused", "no such file".</summary>
    private static string ReasonOf(RpcException e, ListenAddress address)
    {
        // The runtime reports a missing socket as "cannot assign requested address".
        if (address.Path is not null && !File.Exists(address.Path)) return "there is no such socket.";
        Exception? cause = e.Status.DebugException;
        while (cause is not (null or SocketException) && cause.InnerException is not null) cause = cause.InnerException;
        string reason = cause?.Message ?? e.Status.Detail;
        return reason.EndsWith('.') ? reason : reason + ".";
    }
}
