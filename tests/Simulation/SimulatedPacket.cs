using Beamer.Core;
using Beamer.Core.Wire;

namespace Beamer.Tests.Simulation;

/// <summary>An encapsulated packet on its way to a server.</summary>
/// <param name="Flow">The connection it is of.</param>
/// <param name="Flags">SYN, or what a segment of a connection has.</param>
/// <param name="From">Who sent it on.</param>
/// <param name="At">The server that it comes to.</param>
/// <param name="Chain">The header that it carries.</param>
/// <param name="Forwards">How often agents sent it on.</param>
/// <param name="Path">Its way so far, for people.</param>
internal sealed record SimulatedPacket(
    SimulatedFlow Flow, TcpFlags Flags, IPv4Address From, IPv4Address At, ChainHeader Chain, int Forwards, string Path);
