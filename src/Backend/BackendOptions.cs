using Microsoft.Extensions.Configuration;

namespace Beamer.Backend;

/// <summary>The section <c>Backend</c> of the options file; <c>--Backend:Field value</c> overrides one field.</summary>
internal sealed class BackendOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Backend";

    /// <summary>The values of <see cref="Datapath"/>.</summary>
    public const string Auto = "auto", Portable = "portable", Xdp = "xdp";

    /// <summary>This server's name in the fleet's configuration: 1..63 of <c>a-z 0-9 - .</c>. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>This server's own IPv4 address (DIP); the agent listens on its UDP port 6080. Required.</summary>
    public string Address { get; set; } = "";

    /// <summary>
    /// The controller's table feed, <c>http://ADDRESS:PORT</c>. Without it the agent lives on what <see
    /// cref="StateDirectory"/> holds, and never answers what it does not know.
    /// </summary>
    public string? Controller { get; set; }

    /// <summary>Where <c>agent.bin</c> is kept: the last table and this server's admission.</summary>
    public string StateDirectory { get; set; } = "/var/lib/beamer/backend";

    /// <summary>The Unix socket of <c>AgentControl</c>: inspection, and the hand-over to a newer process.</summary>
    public string ControlSocket { get; set; } = "/run/beamer/backend.sock";

    /// <summary>
    /// Where <c>/metrics</c> and <c>/healthz</c> are served, <c>ADDRESS:PORT</c>. Default: this host only.
    /// </summary>
    public string MetricsListen { get; set; } = "127.0.0.1:9102";

    /// <summary>
    /// The TUN device that packets enter the local stack by: 1..15 characters. Made when it is not there.
    /// </summary>
    public string TunName { get; set; } = "beamer0";

    /// <summary>
    /// How the answer gets the VIP as its source. <c>loopback</c>: the VIP is an address of <c>lo</c>, and nothing is
    /// rewritten. It is the only mode of this release.
    /// </summary>
    public string Dsr { get; set; } = "loopback";

    /// <summary>
    /// Where packets are decided. <c>xdp</c>: in the kernel. <c>portable</c>: in this process. <c>auto</c>: in the
    /// kernel if nothing speaks against it, and the log says what does. <c>--datapath</c> sets it, too.
    /// </summary>
    public string Datapath { get; set; } = Auto;

    /// <summary>
    /// The directory of a BPF file system in which the program in the kernel outlives this process; null:
    /// <c>/sys/fs/bpf/beamer/NAME</c>. It is mounted if it may be.
    /// </summary>
    public string? BpfDirectory { get; set; }

    /// <summary>The longest packet on the fabric, tunnel headers included: 1,280..9,216 bytes.</summary>
    public int FabricMtuBytes { get; set; } = 1600;

    /// <summary>Writes a section of the options file into options; fields that it lacks keep their defaults.</summary>
    internal static void Bind(IConfiguration section, BackendOptions options) => section.Bind(options);
}
