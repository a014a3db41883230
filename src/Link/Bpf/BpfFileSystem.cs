using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>The file system whose entries keep programs, maps and links alive.</summary>
public static unsafe class BpfFileSystem
{
    private const string Usual = "/sys/fs/bpf";

    // BPF_FS_MAGIC in linux/magic.h, the first word of what statfs gives.
    private const ulong Magic = 0xcafe4a11;
    private const int StatfsBytes = 256;

    /// <summary>
    /// Makes a directory for pins; mounts a BPF file system at <c>/sys/fs/bpf</c>, or there, if none is mounted.
    /// </summary>
    /// <remarks>
    /// A mount that a process makes in a mount namespace of its own (<c>ip netns exec</c>, or a systemd unit with
    /// PrivateMounts=) is gone with it, and every pin with the mount: there, mount it outside and name it.
    /// </remarks>
    /// <param name="directory">Absolute.</param>
    /// <exception cref="LinkException">It may not be mounted without CAP_SYS_ADMIN.</exception>
    public static void Prepare(string directory)
    {
        if (!IsMounted(directory)) Mount(directory);
        Directory.CreateDirectory(directory);
    }

    /// <summary>Whether a path, or the nearest directory above it that exists, lies in a BPF file system.</summary>
    public static bool IsMounted(string directory)
    {
        string? place = directory;
        while (place is not null && !Directory.Exists(place)) place = Path.GetDirectoryName(place);
        byte* status = stackalloc byte[StatfsBytes];
        return place is not null && LibC.statfs(place, status) == 0 && *(ulong*)status == Magic;
    }

    private static void Mount(string directory)
    {
        string place = (directory + '/').StartsWith(Usual + '/', StringComparison.Ordinal) ? Usual : directory;
        if (place != Usual) Directory.CreateDirectory(place);
        if (LibC.mount("bpf", place, "bpf", 0, null) < 0) throw LinkException.ForMount(place);
    }
}
