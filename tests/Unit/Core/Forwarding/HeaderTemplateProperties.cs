using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

[Properties(Arbitrary = [typeof(Generators)], MaxTest = 500)]
public sealed class HeaderTemplateProperties
{
    [Property]
    public void It_writes_the_same_bytes_as_the_specification(
        Row row, ushort place, byte dscp, byte service, ushort port, ushort length, bool glb)
    {
        ChainVersion version = glb ? ChainVersion.Glb : ChainVersion.Row;
        // K = 2 has a way of its own through the writer.
        int previousMax = row.PreviousCount <= 2 && (place & 1) == 0 ? 2 : Row.PreviousMax;
        var id = new PoolId((ushort)(place & PoolId.Max));
        var pool = new Pool(id, "web", 65_536, previousMax, (byte)version, default);
        ForwardingSettings settings = ForwardingFleet.Settings with { Dscp = (byte)(dscp & 63) };
        int innerLength = 20 + (length % 60_000);
        int size = Encapsulation.Size(version, row.PreviousCount);
        byte[] expected = new byte[size];
        Encapsulation.Write(
            expected,
            new OuterHeader(
                settings.Address,
                row.Current,
                new FlowHash(port).SourcePort,
                OuterHeader.TypeOfServiceFor(settings.Dscp, service)),
            new ChainHeader
            {
                Version = version,
                HopBudget = ChainHeader.HopBudgetDefault,
                Generation = row.Generation,
                Pool = pool.Id,
                Bucket = place,
                Hops = new ChainHops(row.Previous),
            },
            innerLength);
        uint[] words = new uint[pool.Layout.Stride];
        pool.Layout.Write(words, row);
        byte[] actual = new byte[size];

        ushort sourcePort = new FlowHash(port).SourcePort;
        var plan = new ForwardingPlan(0, place, 0, innerLength, sourcePort, TimeToLive: 64, service);

        new HeaderTemplate(pool, settings).Write(
            ref actual[0], in words[0], row.PreviousCount, in plan, size + innerLength);

        Assert.Equal(expected, actual);
    }
}
