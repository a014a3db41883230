namespace Beamer.Core.Fleet;

/// <summary>How a MUX stands.</summary>
/// <param name="Name">The MUX's.</param>
/// <param name="Address">Its own address.</param>
/// <param name="IsConnected">Whether it has a stream.</param>
/// <param name="Generation">What it acknowledged last.</param>
/// <param name="Lag">Generations behind.</param>
/// <param name="SinceWord">Since it last said anything.</param>
public sealed record MuxStatus(
    string Name, IPv4Address Address, bool IsConnected, Generation Generation, uint Lag, TimeSpan SinceWord);
