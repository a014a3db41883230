namespace Beamer.Lab.Network;

/// <summary>One MUX of the lab: its name, which is also its namespace's, and its address on the fabric.</summary>
internal sealed record LabMux(string Name, string Address);
