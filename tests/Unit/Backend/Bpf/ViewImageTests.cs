using System.Buffers.Binary;
using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.Unit.Backend.Bpf;

public sealed class ViewImageTests
{
    private const int Words = ViewImage.LineBytes / sizeof(uint);

    /// <summary>As a program would look: one line, eight places.</summary>
    [Property(MaxTest = 200)]
    public void Every_address_of_the_fleet_is_found_in_its_line_and_no_other(uint[] others)
    {
        foreach ((AgentView view, _) in ServerViews.Of(others.Length).Sample(1))
        {
            uint[] image = Write(view);
            foreach (IPv4Address address in others.Select(value => new IPv4Address(value)).Concat(view.Sources))
            {
                uint expected = (view.IsAllowedSource(address) ? 1u : 0) | (view.IsPeer(address) ? 2u : 0);
                Assert.Equal(expected, KindOf(image, address));
            }
        }
    }

    [Fact]
    public void A_thousand_servers_fit_and_no_line_overflows()
    {
        uint[] addresses = [.. Enumerable.Range(0, 1000).Select(n => InPacket(new IPv4Address(0x0a000000u + (uint)n)))];

        LineTable table = LineTable.For(addresses);

        Assert.True(addresses.CountBy(table.LineOf).All(line => line.Value <= LineTable.Places));
        Assert.True(table.Lines <= 1024);
    }

    [Fact]
    public void The_same_view_gives_the_same_image_whatever_was_there_before()
    {
        foreach ((AgentView view, _) in Enumerable.Range(0, 20).SelectMany(n => ServerViews.Of(n).Sample(1)))
        {
            uint[] dirty = Enumerable.Repeat(0xdeadbeef, new ViewImage(view).Lines * Words).ToArray();
            new ViewImage(view).Write(dirty);
            Assert.Equal(Write(view), dirty);
        }
    }

    [Fact]
    public void A_bucket_names_the_owners_that_are_servers_of_the_fleet_without_this_one()
    {
        Row row = new(new Generation(7), Fleets.Server(2), Fleets.Server(1), Fleets.Server(3));
        Pool pool = Fleets.Pool(buckets: 2);
        FleetTable table = Fleets.With(Fleets.Configuration(pool: pool), _ => row);
        AgentView view = AgentView.Restore(Fleets.Server(1), table, [4, 5]);

        uint[] bucket = Write(view)[^Words..];

        Assert.Equal([7, 7, 5, 1, 2], bucket[..5]);
        Assert.Equal(
            [InPacket(Fleets.Server(2)), InPacket(Fleets.Server(3)), 0, 0, 0, 0, 0, 0, 0, 0, 0], bucket[5..]);
    }

    [Fact]
    public void An_agent_that_knows_nothing_has_an_image_without_members_and_buckets()
    {
        uint[] image = Write(AgentView.Empty(Fleets.Server(1)));

        Assert.Equal(3 * Words, image.Length);
        Assert.Equal(InPacket(Fleets.Server(1)), image[0]);
        Assert.Equal(0u, image[2]);
        Assert.All(image[Words..], word => Assert.Equal(0u, word));
    }

    private static uint[] Write(AgentView view)
    {
        ViewImage image = new(view);
        uint[] words = new uint[image.Lines * Words];
        image.Write(words);
        return words;
    }

    private static uint KindOf(uint[] image, IPv4Address address)
    {
        uint value = InPacket(address);
        uint line = image[5] + ((uint)(((ulong)value * image[7]) >> 32) & image[6]);
        for (int place = 0; place < LineTable.Places; place++)
        {
            uint at = (line * Words) + ((uint)place * 2);
            if (image[at] == value) return image[at + 1];
        }

        return 0;
    }

    private static uint InPacket(IPv4Address address) => BinaryPrimitives.ReverseEndianness(address.Value);
}
