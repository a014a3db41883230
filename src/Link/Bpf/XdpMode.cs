namespace Beamer.Link.Bpf;

/// <summary>Where the kernel runs an XDP program.</summary>
public enum XdpMode
{
    /// <summary>In the driver of the network card, before anything else of the kernel.</summary>
    Native = 0,

    /// <summary>In the stack, behind the driver: any interface, several times slower.</summary>
    Generic = 1,
}
