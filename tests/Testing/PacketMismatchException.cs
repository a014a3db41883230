namespace Beamer.Tests.Testing;

/// <summary>A packet is not what a test expected.</summary>
public sealed class PacketMismatchException(string message) : Exception(message);
