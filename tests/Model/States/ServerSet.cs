namespace Beamer.Tests.Model.States;

/// <summary>Some of the three servers A, B and C, which are the numbers 0, 1 and 2.</summary>
internal readonly record struct ServerSet(byte Bits)
{
    internal const int Servers = 3;

    internal const int BitCount = Servers;

    internal static readonly ServerSet None;

    internal static readonly ServerSet All = new((1 << Servers) - 1);

    internal bool IsEmpty => Bits == 0;

    internal bool Has(int server) => (Bits >> server & 1) != 0;

    internal ServerSet With(int server) => new((byte)(Bits | 1 << server));

    internal ServerSet Without(int server) => new((byte)(Bits & ~(1 << server)));

    internal ServerSet And(ServerSet other) => new((byte)(Bits & other.Bits));

    internal ServerSet Except(ServerSet other) => new((byte)(Bits & ~other.Bits));

    /// <summary>A, B or C.</summary>
    internal static char NameOf(int server) => (char)('A' + server);

    public override string ToString()
    {
        ServerSet set = this;
        return string.Join(", ", Enumerable.Range(0, Servers).Where(set.Has).Select(NameOf));
    }
}
