using System.Net.NetworkInformation;

namespace Beamer.Link;

/// <summary>A network interface as the kernel describes it.</summary>
/// <param name="Index">Its number in its network namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="MtuBytes">The longest IP packet it takes.</param>
/// <param name="Address">Its link address; <see cref="PhysicalAddress.None"/> where there is none (tun).</param>
/// <param name="IsUp">Whether the administrator switched it on.</param>
public sealed record InterfaceInfo(int Index, string Name, int MtuBytes, PhysicalAddress Address, bool IsUp);
