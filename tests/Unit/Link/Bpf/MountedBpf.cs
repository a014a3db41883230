using Beamer.Link.Bpf;
using Beamer.Tests.Unit.Link.Linux;

namespace Beamer.Tests.Unit.Link.Bpf;

/// <summary>A BPF file system of one test, unmounted and removed behind it.</summary>
internal sealed class MountedBpf : IDisposable
{
    private readonly string _directory;

    public MountedBpf(string directory)
    {
        _directory = directory;
        BpfFileSystem.Prepare(directory);
    }

    public void Dispose()
    {
        (int status, string errors) = Commands.Run("umount", _directory);
        if (status != 0) throw new InvalidOperationException($"umount {_directory}: {errors}");
        Directory.Delete(_directory);
    }
}
