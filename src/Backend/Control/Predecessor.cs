using System.Diagnostics;
using System.Net.Sockets;
using Beamer.Hosting;
using Beamer.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Backend.Control;

/// <summary>The agent's process before this one: it is asked to stop once this one has its sockets open (H1).</summary>
internal sealed class Predecessor(BackendOptions options, TimeProvider time, ILogger<Predecessor> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the process behind the control socket to yield, if there is one, and waits for its end.</summary>
    /// <exception cref="StartException">It is there and does not yield.</exception>
    internal async Task TakeOverAsync(CancellationToken cancellation)
    {
        if (!IsThere()) return;
        using GrpcChannel channel = GrpcChannelFactory.Open(new ListenAddress(null, options.ControlSocket));
        V1.AgentControl.AgentControlClient client = new(channel);
        try
        {
            DateTime deadline = time.GetUtcNow().UtcDateTime + Patience;
            V1.YieldReply reply = await client.YieldAsync(new V1.YieldRequest(), null, deadline, cancellation);
            logger.TakingOver((int)reply.ProcessId);
            await WaitForEndAsync((int)reply.ProcessId, cancellation);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable)
        {
            // Nobody answers: the file is what a killed process left behind.
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested)
        {
            throw new StartException(
                $"The process behind {options.ControlSocket} did not yield ({e.StatusCode}: {e.Status.Detail}); "
                + "two agents would share its packets: end it, and start this one again.");
        }
    }

    /// <summary>
    /// A killed process leaves its file behind: the kernel says at once that nobody listens, where a call on a slow
    /// machine could take until its deadline.
    /// </summary>
    private bool IsThere()
    {
        if (!File.Exists(options.ControlSocket)) return false;
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(options.ControlSocket));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return false;
        }
        catch (SocketException)
        {
            // Who may not ask, or has to wait, is told so by the call.
            return true;
        }
    }

    private async Task WaitForEndAsync(int processId, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using Process process = Process.GetProcessById(processId);
            await process.WaitForExitAsync(either.Token);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            logger.PredecessorStays(processId, Patience.TotalSeconds);
        }
    }
}
