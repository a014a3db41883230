using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary>
/// <c>mux drain</c> and <c>mux undrain</c>: the routers send to the other MUXes, or to this one as well.
/// </summary>
internal static class MuxDrainVerbs
{
    /// <summary>So many looks in a row without a packet, one a second, and nobody sends to it any more.</summary>
    public const int QuietLooks = 5;

    public static Command Drain(VerbRunner runner, Daemon mux, Option<string> socket)
    {
        Option<TimeSpan> timeout = TimeoutOption.Create("Always", "60s");
        const string description =
            "Withdraw its routes, let it forward what still comes, and wait until nothing comes any more: then it is "
            + "safe to stop. It stays drained until 'mux undrain' or a restart.";
        Command command = new("drain", description) { timeout };
        command.SetAction(runner.OnSocket(mux, socket, (parsed, session) =>
            DrainAsync(session, parsed.GetValue(timeout))));
        return command;
    }

    public static Command Undrain(VerbRunner runner, Daemon mux, Option<string> socket)
    {
        Command command = new("undrain", "Let it announce its routes again.");
        command.SetAction(runner.OnSocket(mux, socket, async (_, session) => session.Print(
            await session.Mux.DrainAsync(new MuxDrainRequest { Draining = false }, session.Call),
            MuxDrainReport.WriteUndrained)));
        return command;
    }

    private static async Task<int> DrainAsync(Session session, TimeSpan timeout)
    {
        MuxDrainRequest order = new() { Draining = true };
        session.PrintNext(await session.Mux.DrainAsync(order, session.Call), MuxDrainReport.WriteDrained);
        MuxInspection seen = new();
        int quiet = 0;
        bool done = await session.Pace.UntilAsync(IsQuietAsync, timeout, session.Cancellation);
        return done
            ? session.Print(seen, MuxDrainReport.WriteSafe)
            : session.Terminal.Refuse(
                $"{seen.Name} still gets packets after {timeout.TotalSeconds:0} s: the routers have not followed. "
                + "It stays drained, and forwards what comes.");

        async Task<bool> IsQuietAsync()
        {
            ulong before = MuxDrainReport.Packets(seen);
            seen = await session.Mux.InspectAsync(new InspectRequest(), session.Call);
            // The first look has nothing to compare with, and before it has withdrawn silence says nothing.
            bool isQuiet = seen.Withdrawn.Length > 0 && MuxDrainReport.Packets(seen) == before;
            quiet = isQuiet ? quiet + 1 : 0;
            return quiet >= QuietLooks;
        }
    }
}
