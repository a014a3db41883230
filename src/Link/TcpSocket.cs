using Beamer.Core;

namespace Beamer.Link;

/// <summary>A TCP socket of this machine.</summary>
/// <param name="Flow">As the peer's packets have it: <c>Destination</c> is the local side, the VIP.</param>
/// <param name="State">Its state.</param>
/// <param name="Cookie">The kernel's own number for it, which no other socket gets; 0: not asked for.</param>
public readonly record struct TcpSocket(Flow Flow, TcpSocketState State, ulong Cookie = 0);
