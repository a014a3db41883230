using System.Diagnostics;
using Beamer.Lab.Network;
using Beamer.Rpc.V1;

namespace Beamer.Lab.Daemons;

/// <summary>The person at the keyboard: gives orders by beamerctl and waits until the fleet has followed.</summary>
internal sealed class FleetOperator(StatusFeed feed)
{
    private static readonly TimeSpan ConvergenceLimit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public static string Address => "unix:" + OptionsFile.OperatorSocket;

    public static void Apply(FleetDeclaration declaration)
    {
        string path = Path.Combine(Workspace.Make("options"), "fleet.yaml");
        File.WriteAllText(path, FleetFile.Write(declaration, AddressPlan.Muxes));
        Order("apply", "-f", path);
    }

    public static void AddServer(LabServer server) =>
        Order("add-server", server.Name, server.Address, "--pool", FleetFile.Pool, "--weight", "100");

    public static void Drain(LabServer server) => Order("drain", server.Name);

    /// <summary>Drains, and breaks what is left at the deadline; returns when the server has drained.</summary>
    public static void Drain(LabServer server, TimeSpan deadline) => Order(
        "drain", server.Name, "--deadline", $"{deadline.TotalSeconds:0}s", "--break-connections", "--timeout", "30s");

    public static void SetWeight(LabServer server, int weight) => Order("set-weight", server.Name, $"{weight}");

    /// <summary>Waits until the fleet is as <paramref name="open"/> wants it.</summary>
    /// <param name="open">From a status, the clause that says what is still open; null when nothing is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="LabException">It took too long; says what was still open.</exception>
    public async Task AwaitAsync(Func<StatusReply, string?> open, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (await WhatIsOpenAsync(open, cancellation) is string clause)
        {
            if (Stopwatch.GetElapsedTime(started) > ConvergenceLimit)
            {
                throw new LabException($"The fleet did not follow in {ConvergenceLimit.TotalSeconds} s: {clause}.");
            }

            await Task.Delay(Pace, cancellation);
        }
    }

    /// <summary>Moves that a rule forbids for now.</summary>
    public async Task<uint> QueuedAsync(CancellationToken cancellation) =>
        (uint)((await feed.TryReadAsync(cancellation))?.Pools.Sum(pool => pool.Queued) ?? 0);

    /// <summary>The fleet's newest generation; 0 when the controller does not answer.</summary>
    public async Task<uint> GenerationAsync(CancellationToken cancellation) =>
        (await feed.TryReadAsync(cancellation))?.Generation ?? 0;

    private async Task<string?> WhatIsOpenAsync(Func<StatusReply, string?> open, CancellationToken cancellation)
    {
        StatusReply? status = await feed.TryReadAsync(cancellation);
        return status is null ? "the controller does not answer" : open(status);
    }

    private static void Order(params IEnumerable<string> words) =>
        HostTool.Run(Programs.Operator, ["--controller", Address, .. words]);
}
