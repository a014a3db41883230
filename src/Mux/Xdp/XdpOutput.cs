namespace Beamer.Mux.Xdp;

/// <summary>How frames leave.</summary>
/// <param name="IsRouted">
/// Where the kernel's routes and neighbours say; else back to the router that they came from.
/// </param>
/// <param name="OwnMac">The interface's link address, 6 bytes.</param>
internal sealed record XdpOutput(bool IsRouted, byte[] OwnMac);
