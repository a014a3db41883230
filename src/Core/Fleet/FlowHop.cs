namespace Beamer.Core.Fleet;

/// <summary>A server on a flow's way.</summary>
/// <param name="Server">Its name; empty when the fleet does not know it.</param>
/// <param name="Address">Its own address.</param>
/// <param name="Role"><c>current</c> or <c>previous</c>.</param>
/// <param name="State">Where it stands in its life, in lower case.</param>
/// <param name="Action">What it would do with a SYN and with any other packet, one sentence.</param>
public sealed record FlowHop(string Server, IPv4Address Address, string Role, string State, string Action);
