namespace Beamer.Tests.Simulation.Machine;

/// <summary>A server's answer on its way to a client.</summary>
internal sealed record Reply(Client Client, SimulatedAgent From, TcpAnswer Answer, TimeSpan Deadline);
