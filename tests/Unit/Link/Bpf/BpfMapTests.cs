using Beamer.Link;
using Beamer.Link.Bpf;
using Xunit;

namespace Beamer.Tests.Unit.Link.Bpf;

public sealed class BpfMapTests
{
    [Fact]
    public void What_is_written_to_the_memory_of_an_array_is_in_the_array()
    {
        using BpfMap array = BpfMap.CreateArray("numbers", sizeof(ulong), 1000);
        using BpfMemory memory = array.Memory();

        memory.As<ulong>()[999] = 7;

        Assert.True(array.TryGet(999u, out ulong value));
        Assert.Equal(7u, value);
        Assert.False(array.TryGet(1000u, out value));
    }

    [Fact]
    public void A_pinned_array_can_be_opened_again()
    {
        string directory = Directory.CreateTempSubdirectory("beamer-bpf-").FullName;
        using var mounted = new MountedBpf(directory);
        string path = Path.Combine(directory, "below", "numbers");
        BpfFileSystem.Prepare(Path.GetDirectoryName(path)!);
        using (BpfMap array = BpfMap.CreateArray("numbers", sizeof(ulong), 4))
        {
            array.Set(3u, 5ul);
            array.Pin(path);
        }

        using BpfMap again = BpfMap.OpenPinned(path);

        Assert.True(again.TryGet(3u, out ulong value));
        Assert.Equal(5u, value);
        Assert.Equal([0u, 1u, 2u, 3u], again.Keys<uint>());
    }

    [Fact]
    public void A_pin_outside_of_a_bpf_file_system_is_refused()
    {
        using BpfMap array = BpfMap.CreateArray("numbers", sizeof(ulong), 4);

        LinkException refused = Assert.Throws<LinkException>(() => array.Pin(Path.GetTempPath() + "numbers"));

        Assert.StartsWith("Cannot pin the BPF map numbers at ", refused.Message, StringComparison.Ordinal);
    }
}
