using System.Globalization;
using System.Net.Sockets;
using Beamer.Backend.Bpf;
using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Tests.Unit.Link;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>
/// The program in the kernel is the C# functions once more: same verdict, same bytes, same counter, for every packet.
/// </summary>
/// <remarks>
/// BEAMER_DATAPLANE_CASES says how many packets; ./test.sh --deep sets it to a million. BEAMER_DATAPLANE_SEED repeats
/// a run, whose seed a failure tells.
/// </remarks>
public sealed class ServerProgramTests(ITestOutputHelper output) : IDisposable
{
    private const int PacketsPerViewMax = 500;
    private const int ViewsMax = 400;
    private const int Size = 50;

    private readonly TestNamespace _network = new();

    private static int Packets => int.Parse(
        Environment.GetEnvironmentVariable("BEAMER_DATAPLANE_CASES") ?? "100000", CultureInfo.InvariantCulture);

    // However few they are, they meet every state that an agent can be in.
    private static int PacketsPerView => Math.Clamp(Packets / 200, 1, PacketsPerViewMax);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_of_every_kind_fare_as_in_the_functions(bool atXdp) => _network.Run(() =>
    {
        using Run run = new(_network, atXdp);
        Dictionary<string, int> classes = [];
        int views = (atXdp ? Packets : Packets / 5) / PacketsPerView;
        for (int i = 0; i < views; i++)
        {
            run.NextView();
            foreach (ServerCase made in run.Sample(PacketsPerView))
            {
                string difference = run.Twins.Compare(made, out IngressResult result);
                Assert.True(difference.Length == 0, $"seed {run.Seed}, view {i}: {difference}");
                foreach (string name in ClassesOf(made, result)) classes[name] = classes.GetValueOrDefault(name) + 1;
            }
        }

        int packets = views * PacketsPerView;
        foreach ((string name, int count) in classes.OrderBy(entry => entry.Key))
        {
            output.WriteLine($"{name}: {count} ({100.0 * count / packets:F1} %)");
        }

        Assert.All(s_required, name => Assert.True(classes.GetValueOrDefault(name) >= packets / 50, name));
        return true;
    });

    [Fact]
    public void Each_rule_that_is_left_out_of_the_functions_is_missed() => _network.Run(() =>
    {
        using Run run = new(_network, atXdp: true);
        (string Name, ChainRules Without)[] rules =
        [
            ("R5", ChainRules.All with { ExactKnowledge = false }),
            ("R6", ChainRules.All with { RerouteData = false }),
            ("R6, first", ChainRules.All with { RerouteAtFirst = false }),
            ("R6, limit", ChainRules.All with { RerouteLimit = false }),
            ("R7", ChainRules.All with { SkipSelf = false }),
            ("R8", ChainRules.All with { StaleIsSilent = false }),
            ("R8, lease", ChainRules.All with { LeaseGuardsReset = false }),
            ("R9", ChainRules.All with { RerouteSyn = false }),
            ("R12", ChainRules.All with { Admission = false }),
            ("R12, generation", ChainRules.All with { AdmissionGeneration = false }),
            ("R13", ChainRules.All with { SocketsFirst = false }),
            ("R16", ChainRules.All with { HopBudget = false }),
        ];
        HashSet<string> missed = [];
        for (int i = 0; i < ViewsMax && missed.Count < rules.Length; i++)
        {
            run.NextView();
            foreach (ServerCase made in run.Sample(PacketsPerViewMax))
            {
                Assert.True(run.Twins.Agree(made, ChainRules.All), $"seed {run.Seed}, view {i}: {made}");
                foreach ((string name, ChainRules without) in rules)
                {
                    if (!missed.Contains(name) && !run.Twins.Agree(made, without)) missed.Add(name);
                }
            }
        }

        Assert.Equal(rules.Select(rule => rule.Name).Order(), missed.Order());
        return true;
    });

    public void Dispose() => _network.Dispose();

    private static readonly string[] s_required =
    [
        .. Enum.GetNames<ServerCaseKind>(),
        nameof(AgentAction.DeliverNew), nameof(AgentAction.DeliverKnown), nameof(AgentAction.DeliverUnknown),
        nameof(AgentAction.ForwardToPrevious), nameof(AgentAction.ForwardByOwnRow),
        nameof(DropReason.SourceNotAllowed), nameof(DropReason.ServiceNotMine), nameof(DropReason.NotAdmitted),
        nameof(DropReason.OlderThanAdmission), nameof(DropReason.HopBudgetExhausted), nameof(DropReason.NotSynced),
        nameof(DropReason.StaleAtChainEnd), nameof(DropReason.LeaseLost),
    ];

    private static IEnumerable<string> ClassesOf(ServerCase made, IngressResult result)
    {
        yield return made.Kind.ToString();
        yield return result.Outcome switch
        {
            IngressOutcome.Drop => result.Reason.ToString(),
            IngressOutcome.Answer => nameof(IngressOutcome.Answer),
            _ => result.Action.ToString(),
        };
    }

    private sealed class Run : IDisposable
    {
        private readonly ServerHost _host;
        private readonly Socket _port;
        private readonly KernelProgram _program;
        private readonly ServerCases _cases;
        private int _views;

        internal Run(TestNamespace network, bool atXdp)
        {
            _host = new ServerHost(network);
            _port = ServerHost.OpenTunnelPort();
            _program = KernelProgram.Load(atXdp, lines: 1);
            Twins = new ServerTwins(_host, _program);
            _cases = new ServerCases(_host);
        }

        internal ulong Seed { get; } = ulong.TryParse(
            Environment.GetEnvironmentVariable("BEAMER_DATAPLANE_SEED"), CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : (ulong)DateTime.UtcNow.Ticks;

        internal ServerTwins Twins { get; }

        internal void NextView()
        {
            if (++_views % 10 == 0) _host.Refresh();
            (AgentView view, bool lease) = Sample(ServerViews.Of(_views), 1).Single();
            Twins.Use(view, lease);
        }

        /// <summary>Packets for this view.</summary>
        internal ServerCase[] Sample(int count) => Sample(_cases.All, count);

        private T[] Sample<T>(Gen<T> cases, int count) =>
            [.. cases.Sample(count, new Rnd(Seed + (ulong)_views), Size)];

        public void Dispose()
        {
            _program.Dispose();
            _port.Dispose();
            _host.Dispose();
        }
    }
}
