using Beamer.Backend.Feed;
using Beamer.Core.Chaining;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Feed;

public sealed class AgentStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("beamer-agent").FullName;
    private readonly AgentView _view = new AgentBench().View;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_written_is_there_after_a_restart()
    {
        new AgentStore(_directory, 1).Save(_view);

        Assert.True(new AgentStore(_directory, 1).TryLoad(_view.Self, out AgentView restored, out _));
        Assert.Equal(_view.Committed.Digest, restored.Committed.Digest);
        Assert.Equal(_view.Committed.Generation, restored.Committed.Generation);
        Assert.True(restored.IsAdmitted);
        Assert.False(restored.IsSynced);
    }

    [Fact]
    public void R12_a_new_incarnation_is_not_admitted()
    {
        new AgentStore(_directory, 1).Save(_view);

        Assert.True(new AgentStore(_directory, 2).TryLoad(_view.Self, out AgentView restored, out _));
        Assert.False(restored.IsAdmitted);
    }

    [Fact]
    public void A_missing_file_is_no_reason_to_complain()
    {
        Assert.False(new AgentStore(_directory, 1).TryLoad(_view.Self, out AgentView view, out string reason));
        Assert.Empty(reason);
        Assert.False(view.IsAdmitted);
    }

    [Fact]
    public void A_damaged_or_cut_file_is_refused_with_the_reason()
    {
        AgentStore store = new(_directory, 1);
        store.Save(_view);
        byte[] good = File.ReadAllBytes(store.File);
        foreach (int length in (int[])[0, 10, 32, 40, good.Length - 1])
        {
            File.WriteAllBytes(store.File, good[..length]);
            Assert.False(store.TryLoad(_view.Self, out _, out string reason));
            Assert.Contains("damaged", reason, StringComparison.Ordinal);
        }

        good[^3] ^= 1;
        File.WriteAllBytes(store.File, good);
        Assert.False(store.TryLoad(_view.Self, out _, out _));
    }

    [Fact]
    public void Nothing_but_the_file_stays_behind()
    {
        AgentStore store = new(_directory, 1);
        store.Save(_view);
        store.Save(_view);

        Assert.Equal([store.File], Directory.GetFiles(_directory));
    }
}
