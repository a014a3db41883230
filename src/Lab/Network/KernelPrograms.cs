using Beamer.Link.Bpf;

namespace Beamer.Lab.Network;

/// <summary>What programs in the kernel need of the lab: a place for pins, wires that take what they send.</summary>
internal static class KernelPrograms
{
    private const string PassObject = "pass.bpf.o";

    /// <summary>Outside the namespaces: <c>ip netns exec</c> hides the host's, and its mounts end with it.</summary>
    private static string Root => Path.Combine(Workspace.Root, "bpf");

    /// <summary>The directory of a machine's pins.</summary>
    public static string PinsOf(string machine) => Path.Combine(Root, machine);

    /// <summary>Mounts the place of the pins.</summary>
    public static void Prepare() => BpfFileSystem.Prepare(Root);

    /// <summary>Forgets all pins: what they held ends.</summary>
    public static void Remove()
    {
        if (Directory.Exists(Root)) HostTool.TryRun("umount", [Root], out _);
    }

    /// <summary>
    /// An end of a veth pair takes what XDP sends from the other end only if it has an XDP program of its own.
    /// </summary>
    public static void LetIn(string machine, string device)
    {
        string file = Path.Combine(Workspace.Make("options"), PassObject);
        using (Stream source = typeof(BpfObject).Assembly.GetManifestResourceStream(PassObject)!)
        using (FileStream target = File.Create(file))
        {
            source.CopyTo(target);
        }

        HostTool.Run(
            "ip", "-n", Namespaces.Of(machine), "link", "set", "dev", device, "xdp", "object", file, "section", "xdp");
    }
}
