using System.Globalization;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>The program in the kernel is the functions in C#: same verdict, same bytes, same counter.</summary>
/// <remarks>BEAMER_DATAPLANE_CASES says how many packets; ./test.sh --deep sets it to a million.</remarks>
public sealed class MuxDifferenceTests : IDisposable
{
    private const int CasesDefault = 100_000;
    private const int SizeOfCases = 50;

    private readonly MuxDiffer[] _differs = [.. MuxFleets.All.Select(table => new MuxDiffer(table))];

    private static int Cases => int.Parse(
        Environment.GetEnvironmentVariable("BEAMER_DATAPLANE_CASES")
            ?? CasesDefault.ToString(CultureInfo.InvariantCulture),
        CultureInfo.InvariantCulture);

    // Of few cases the shares scatter.
    private static double ShareMin => Cases < CasesDefault ? 0.01 : 0.02;

    [Fact]
    public void Whatever_comes_the_kernel_does_what_the_functions_do()
    {
        Dictionary<string, int> seen = [];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(MuxCases.Arbitrary, example =>
        {
            string difference = _differs[example.Table].Compare(example.Bytes(), out ForwardingResult result);
            foreach (string class_ in ClassesOf(example, result))
                seen[class_] = seen.GetValueOrDefault(class_) + 1;
            return (difference.Length == 0).Label(difference);
        }));

        string rare = string.Join(", ", Expected()
            .Where(name => seen.GetValueOrDefault(name) < Cases * ShareMin)
            .Select(name => $"{name}: {seen.GetValueOrDefault(name)}"));
        Assert.True(rare.Length == 0, rare);
    }

    [Fact]
    public void As_many_services_as_a_fleet_may_have_are_found_and_no_others()
    {
        IPv4Address first = IPv4Address.Parse("192.0.0.0");
        FleetConfiguration few = Fleets.Configuration();
        FleetTable fleet = Fleets.With(
            few with
            {
                Services =
                [
                    .. Enumerable.Range(0, FleetConfiguration.MembersMax).Select(i => new Service(
                        new ServiceKey(new IPv4Address(first.Value + (uint)i), 80, TransportProtocol.Tcp),
                        few.Pools[0].Id)),
                ],
            },
            _ => new Row(new Generation(1), Fleets.Server(1)));
        using MuxDiffer differ = new(
            ForwardingTable.Compile(fleet, new ForwardingSettings(MuxFleets.Mux, 0, FabricMtuBytes: 1600)));

        foreach (int i in (int[])[0, 1, 4711, FleetConfiguration.MembersMax - 1, FleetConfiguration.MembersMax])
        {
            TestPacket packet = Packets.Tcp().To(new IPv4Address(first.Value + (uint)i), 80);
            Assert.Equal("", differ.Compare(packet.Build(), out ForwardingResult result));
            Assert.Equal(i < FleetConfiguration.MembersMax ? MuxVerdict.Forward : MuxVerdict.Pass, result.Verdict);
            Assert.Equal("", differ.Compare(packet.To(packet.Destination, 81).Build(), out _));
        }
    }

    [Fact]
    public void Every_reason_of_the_forwarder_is_met()
    {
        HashSet<DropReason> met = [];
        foreach (MuxCase example in Sample(20_000))
        {
            Assert.Equal("", _differs[example.Table].Compare(example.Bytes(), out ForwardingResult result));
            met.Add(result.Reason);
        }

        IEnumerable<DropReason> possible = Enum.GetValues<DropReason>().Where(reason => reason
            is <= DropReason.TooBig and not DropReason.NotIPv4);
        Assert.Empty(possible.Except(met));
    }

    [Fact]
    public void A_wrong_table_is_seen()
    {
        ForwardingTable table = MuxFleets.All[0];
        using var differ = new MuxDiffer(table, MuxFleets.Next(table, new Random(1)));

        Assert.Contains(
            Sample(20_000).Where(example => example.Table == 0),
            example => differ.Compare(example.Bytes(), out _).Length > 0);
    }

    [Fact]
    public void A_wrong_setting_is_seen()
    {
        ForwardingTable table = MuxFleets.All[0];
        ForwardingTable other = ForwardingTable.Compile(
            table.Fleet, table.Settings with { FabricMtuBytes = table.Settings.FabricMtuBytes - 1 });
        using var differ = new MuxDiffer(table, other);
        byte[] longest = Packets.Of(new Flow(
            IPv4Address.Parse("198.51.100.7"), table.Services[0].Key.Vip, 4711, 80, TransportProtocol.Tcp))
            .Payload(1600).Build();

        Assert.Contains(
            Enumerable.Range(0, 200).Select(cut => differ.Compare(Shortened(longest, cut), out _)),
            difference => difference.Contains("TooBig", StringComparison.Ordinal));
    }

    [Fact]
    public void After_every_change_of_the_table_the_kernel_follows()
    {
        var random = new Random(7);
        MuxCase[] examples = Sample(4_000);
        foreach (MuxDiffer differ in _differs)
        {
            for (int change = 0; change < 12; change++)
            {
                Assert.True(differ.TryAdvance(
                    MuxFleets.Next(differ.Specification, random, (uint)random.Next(1, 4))));
                int index = Array.IndexOf(_differs, differ);
                foreach (MuxCase example in examples.Where(example => example.Table == index))
                    Assert.Equal("", differ.Compare(example.Bytes(), out _));
            }
        }
    }

    public void Dispose()
    {
        foreach (MuxDiffer differ in _differs) differ.Dispose();
    }

    /// <summary>The same cases in every run: what these tests seek is rare, and luck is no reason to fail.</summary>
    private static MuxCase[] Sample(int count) =>
        MuxCases.Arbitrary.Generator.Sample(count, new Rnd(1), SizeOfCases);

    private static IEnumerable<string> Expected() =>
    [
        .. MuxCases.Classes,
        .. Enumerable.Range(0, 1 + ChainHops.CountMax).Select(hops => $"hops {hops}"),
        "header 0", "header 1", "pass", "drop", "forward", "ecn 0", "ecn 1", "ecn 2", "ecn 3",
    ];

    private IEnumerable<string> ClassesOf(MuxCase example, ForwardingResult result)
    {
        yield return example.Class;
        yield return result.Verdict.ToString().ToLowerInvariant();
        if (result.Verdict != MuxVerdict.Forward) yield break;
        ForwardingTable table = _differs[example.Table].Specification;
        PoolId id = table.Services[result.Service].Pool;
        yield return $"header {table.Fleet.Configuration.FindPool(id)!.HeaderVersion}";
        yield return $"hops {table.Fleet.Pools[id][result.Bucket].PreviousCount}";
        yield return $"ecn {example.Packet.TypeOfService & 3}";
    }

    /// <summary>The last bytes cut off, and the lengths right again.</summary>
    private static byte[] Shortened(byte[] frame, int bytes)
    {
        int total = frame.Length - 14 - bytes;
        byte[] high = new ByteDamage(DamageKind.Set, 16, (byte)(total >> 8)).Apply(frame[..(frame.Length - bytes)]);
        return new ByteDamage(DamageKind.Set, 17, (byte)total, MendChecksum: true).Apply(high);
    }
}
