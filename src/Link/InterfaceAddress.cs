using Beamer.Core;

namespace Beamer.Link;

/// <summary>An IPv4 address of an interface.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">0 to 32.</param>
/// <param name="InterfaceIndex">The interface's number.</param>
/// <param name="ValidSeconds">
/// Seconds after which the kernel removes it; <see cref="RouteNetlink.Forever"/> for an address that stays.
/// </param>
public readonly record struct InterfaceAddress(
    IPv4Address Address, byte PrefixLength, int InterfaceIndex, uint ValidSeconds);
