using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Testing;
using FsCheck.Xunit;
using Google.Protobuf;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

public sealed class TableMessagesTests
{
    private readonly FleetTable _table = Fleets.Table();

    [Fact]
    public void A_table_comes_back_as_it_went()
    {
        Assert.True(TableMessages.TryRead(TableMessages.ToMessage(_table), out FleetTable read, out _));
        Assert.Equal(_table.Digest, read.Digest);
        Assert.Equal(_table.Generation, read.Generation);
        Assert.Equal(_table.Configuration.Servers, read.Configuration.Servers);
        Assert.Equal(_table.Configuration.Pools, read.Configuration.Pools);
    }

    [Fact]
    public void A_delta_comes_back_as_it_went_and_fits()
    {
        FleetDelta delta = Fleets.Move(_table, (3, 2, [4]), (9, 1, [2, 3]));
        Assert.True(TableMessages.TryRead(TableMessages.ToMessage(delta), out FleetDelta? read, out _));
        Assert.True(_table.TryApply(read, out FleetTable next, out List<string> reasons), string.Join(' ', reasons));
        Assert.Equal(_table.Apply(delta).Digest, next.Digest);
    }

    // P67: a field that a later version adds is not understood and does no harm.
    [Fact]
    public void P67_a_field_that_is_not_known_is_ignored()
    {
        byte[] unknown = [0xF8, 0x7F, 0x2A];
        byte[] snapshot = [.. TableMessages.ToMessage(_table).ToByteArray(), .. unknown];
        var whole = Beamer.Rpc.V1.TableSnapshot.Parser.ParseFrom(snapshot);
        Assert.True(TableMessages.TryRead(whole, out FleetTable read, out _));
        Assert.Equal(_table.Digest, read.Digest);

        FleetDelta delta = Fleets.Move(_table, (3, 2, [4]));
        byte[] change = [.. TableMessages.ToMessage(delta).ToByteArray(), .. unknown];
        var next = Beamer.Rpc.V1.TableDelta.Parser.ParseFrom(change);
        Assert.True(TableMessages.TryRead(next, out FleetDelta? readDelta, out _));
        Assert.True(_table.TryApply(readDelta, out _, out List<string> reasons), string.Join(' ', reasons));
    }

    [Fact]
    public void A_table_of_the_wrong_size_is_refused_with_the_sizes()
    {
        Beamer.Rpc.V1.TableSnapshot message = TableMessages.ToMessage(_table);
        message.Pools[0].Words = ByteString.CopyFrom(message.Pools[0].Words.ToByteArray()[..^4]);
        Assert.False(TableMessages.TryRead(message, out _, out List<string> reasons));
        Assert.Equal(["pools[web] has 255 words; 64 rows of 4 are needed."], reasons);
    }

    [Fact]
    public void A_damaged_row_is_refused_by_the_digest()
    {
        Beamer.Rpc.V1.TableSnapshot message = TableMessages.ToMessage(_table);
        byte[] words = message.Pools[0].Words.ToByteArray();
        (words[4], words[20]) = (words[20], words[4]);
        message.Pools[0].Words = ByteString.CopyFrom(words);
        Assert.False(TableMessages.TryRead(message, out _, out List<string> reasons));
        Assert.Contains("the table is damaged", Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Property(MaxTest = 2000)]
    public bool A_flipped_or_cut_snapshot_is_refused_or_means_the_same(ushort position, byte mask, bool cut)
    {
        // P45: whatever happens to the bytes, the reader answers with a reason or with the same rows.
        byte[] bytes = TableMessages.ToMessage(_table).ToByteArray();
        int at = position % bytes.Length;
        if (cut) bytes = bytes[..at];
        else bytes[at] ^= mask;
        Beamer.Rpc.V1.TableSnapshot message;
        try
        {
            message = Beamer.Rpc.V1.TableSnapshot.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return true;
        }

        return !TableMessages.TryRead(message, out FleetTable read, out List<string> reasons)
            ? reasons.Count > 0
            : read.Digest == _table.Digest;
    }
}
