using Beamer.Link.Bpf;

namespace Beamer.Mux.Xdp;

/// <summary>Where a MUX's program lives on without its process: a directory in a BPF file system.</summary>
/// <remarks>
/// The link holds the program, and the program its tables. So the link alone keeps the data plane; the counters have a
/// pin of their own because a new program goes on counting in them.
/// </remarks>
internal sealed class XdpPins(string directory)
{
    /// <summary>The directory of a MUX's options.</summary>
    public static XdpPins Of(MuxOptions options) =>
        new(options.BpfDirectory ?? Path.Combine("/sys/fs/bpf/beamer", options.Name));

    /// <summary>The link.</summary>
    public string Link => Path.Combine(directory, "link");

    /// <summary>The counters.</summary>
    public string Counts => Path.Combine(directory, "counts");

    /// <summary>Whether a program lives there.</summary>
    public bool HasLink => File.Exists(Link);

    /// <summary>Makes the directory, and mounts its file system if that is missing.</summary>
    /// <exception cref="Beamer.Link.LinkException">It cannot be mounted.</exception>
    public void Prepare() => BpfFileSystem.Prepare(directory);

    /// <summary>The counters that are there, if they have the shape that this version counts in.</summary>
    /// <param name="valueBytes">Bytes of one processor's.</param>
    public BpfMap? OpenCounts(int valueBytes)
    {
        if (!File.Exists(Counts)) return null;
        BpfMap counts = BpfMap.OpenPinned(Counts);
        if (counts.ValueBytes == valueBytes) return counts;
        counts.Dispose();
        File.Delete(Counts);
        return null;
    }

    /// <summary>Takes the program off its interface, whoever holds it, and forgets it.</summary>
    /// <returns>False when there was none.</returns>
    public bool Remove()
    {
        if (!Directory.Exists(directory)) return false;
        bool had = HasLink;
        if (had)
        {
            using BpfLink link = BpfLink.OpenPinned(Link);
            link.Detach();
        }

        File.Delete(Link);
        File.Delete(Counts);
        Directory.Delete(directory);
        return had;
    }
}
