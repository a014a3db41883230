using System.ComponentModel.DataAnnotations;
using Beamer.Core.Forwarding;
using Microsoft.Extensions.Configuration;

namespace Beamer.Mux;

/// <summary>The section <c>Mux</c> of the options file.</summary>
internal sealed class MuxOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mux";

    /// <summary>The fastest that works.</summary>
    public const string Auto = "auto";

    /// <summary>Threads of this process.</summary>
    public const string Portable = "portable";

    /// <summary>A program in the kernel.</summary>
    public const string Xdp = "xdp";

    /// <summary>What the fleet calls this MUX: 1..63 of <c>a-z 0-9 - .</c>.</summary>
    [Required]
    [RegularExpression("^[a-z0-9][a-z0-9.-]{0,62}$", ErrorMessage = "Name has 1 to 63 of a-z, 0-9, '-' and '.'.")]
    public string Name { get; set; } = "";

    /// <summary>The interface on which packets for the VIPs arrive.</summary>
    [Required]
    public string Interface { get; set; } = "";

    /// <summary>This MUX's own IPv4 address: the source of what it forwards and of its probes.</summary>
    [Required]
    public string Address { get; set; } = "";

    /// <summary>
    /// The controller's table feed, for example <c>http://10.0.0.9:7400</c>; null: tables come by PushTable alone.
    /// </summary>
    public string? Controller { get; set; }

    /// <summary>The folder that holds the last good table, <c>table.bin</c>.</summary>
    [Required]
    public string StateDirectory { get; set; } = "/var/lib/beamer/mux";

    /// <summary>The Unix socket of the local control service.</summary>
    [Required]
    public string ControlSocket { get; set; } = "/run/beamer/mux.sock";

    /// <summary>Where <c>/metrics</c> and <c>/healthz</c> are served.</summary>
    [Required]
    public string MetricsListen { get; set; } = "127.0.0.1:9101";

    /// <summary>
    /// <c>mac-swap</c> sends each packet back to the router that it came from, past the queueing discipline: the
    /// cheapest way, when that router knows the way to the servers. <c>raw</c> lets this host's kernel route: any
    /// topology, at about twice the cost.
    /// </summary>
    [AllowedValues("mac-swap", "raw", ErrorMessage = "Output is 'mac-swap' or 'raw'.")]
    public string Output { get; set; } = "mac-swap";

    /// <summary>
    /// <c>xdp</c> moves packets in the kernel, <c>portable</c> in threads of this process, and <c>auto</c> takes XDP if
    /// the driver runs it and nothing speaks against it. Default <c>auto</c>. <c>--datapath</c> sets it, too.
    /// </summary>
    [AllowedValues(Auto, Portable, Xdp, ErrorMessage = "Datapath is 'auto', 'portable' or 'xdp'.")]
    public string Datapath { get; set; } = Auto;

    /// <summary>
    /// The directory of a BPF file system in which the XDP program outlives this process; null:
    /// <c>/sys/fs/bpf/beamer/NAME</c>. It is mounted if it may be.
    /// </summary>
    public string? BpfDirectory { get; set; }

    /// <summary>
    /// Whether this MUX keeps its VIPs on <c>lo</c> for as long as it may get packets, so that a routing daemon
    /// announces exactly those. Default: no, the operator announces them.
    /// </summary>
    public bool Announce { get; set; }

    /// <summary>
    /// Threads of the portable data plane, each with a ring of its own, 1..64; the kernel spreads the flows over them.
    /// Default 1. XDP runs on every processor that gets packets.
    /// </summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 1;

    /// <summary>
    /// Bytes of the longest IPv4 packet that the fabric carries: what a client sends plus 44 and 4 for each previous
    /// owner. Default 1,600.
    /// </summary>
    [Range(576, 65_535)]
    public int FabricMtuBytes { get; set; } = ForwardingSettings.FabricMtuBytesDefault;

    /// <summary>The service class of the fabric, 0..63. Default 0.</summary>
    [Range(0, 63)]
    public int Dscp { get; set; }

    /// <summary>Writes a section of the options file into options; fields that it lacks keep their defaults.</summary>
    internal static void Bind(IConfiguration section, MuxOptions options) => section.Bind(options);
}
