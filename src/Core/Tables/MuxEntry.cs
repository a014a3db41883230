namespace Beamer.Core.Tables;

/// <summary>A stateless forwarder.</summary>
/// <param name="Name">What people call it: 1..63 of <c>a-z 0-9 - .</c>.</param>
/// <param name="Address">Its own address: the outer source of what it forwards.</param>
public sealed record MuxEntry(string Name, IPv4Address Address);
