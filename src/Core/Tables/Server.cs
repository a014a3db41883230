namespace Beamer.Core.Tables;

/// <summary>A machine with the application and the agent.</summary>
/// <param name="Name">What people call it: 1..63 of <c>a-z 0-9 - .</c>.</param>
/// <param name="Address">Its own address (DIP), which rows and chain headers name.</param>
/// <param name="Pool">The pool it serves.</param>
public sealed record Server(string Name, IPv4Address Address, PoolId Pool);
