namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>How many sockets a server has in each bucket; empty when it has none.</summary>
internal delegate ReadOnlySpan<uint> SocketCounter(int server);
