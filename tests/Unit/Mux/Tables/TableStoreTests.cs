using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Mux.Tables;
using Beamer.Tests.Unit.Core.Forwarding;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Tables;

public sealed class TableStoreTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "beamer-" + Path.GetRandomFileName());

    [Fact]
    public void What_was_saved_is_loaded()
    {
        FleetTable table = Table();

        Assert.True(new TableStore(_directory).TrySave(table, out _));
        FleetTable? loaded = new TableStore(_directory).Load(out IReadOnlyList<string> reasons);

        Assert.Empty(reasons);
        Assert.Equal((table.Term, table.Generation, table.Digest), (loaded!.Term, loaded.Generation, loaded.Digest));
        Assert.Equal(table.Configuration.Services, loaded.Configuration.Services);
    }

    [Fact]
    public void Nothing_stored_is_nothing_to_complain_about()
    {
        Assert.Null(new TableStore(_directory).Load(out IReadOnlyList<string> reasons));
        Assert.Empty(reasons);
    }

    [Property(MaxTest = 200)]
    public void P45_a_damaged_file_is_refused_by_name(ushort position, byte change, bool cut)
    {
        var store = new TableStore(_directory);
        Assert.True(store.TrySave(Table(), out _));
        byte[] bytes = File.ReadAllBytes(store.Path);
        int at = position % bytes.Length;
        bytes[at] ^= change == 0 ? (byte)1 : change;
        File.WriteAllBytes(store.Path, cut ? bytes[..at] : bytes);

        FleetTable? loaded = store.Load(out IReadOnlyList<string> reasons);

        Assert.Null(loaded);
        Assert.Contains(store.Path, Assert.Single(reasons));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_reason()
    {
        File.WriteAllText(_directory, "in the way");

        Assert.False(new TableStore(_directory).TrySave(Table(), out string reason));
        Assert.Contains("cannot be stored", reason);
        File.Delete(_directory);
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    private static FleetTable Table() => ForwardingFleet.Fleet(
        ForwardingFleet.Row, 1, new ServiceKey(ForwardingFleet.Vip, 80, TransportProtocol.Tcp));
}
