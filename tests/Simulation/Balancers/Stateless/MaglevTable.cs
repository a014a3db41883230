using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Stateless;

/// <summary>
/// Maglev's lookup table (NSDI 2016, section 3.4): even shares, and little that moves when servers change.
/// </summary>
internal static class MaglevTable
{
    /// <summary>The size that its paper takes by default; a prime.</summary>
    internal const int Size = 65_537;

    internal static short[] Build(IReadOnlyList<int> servers)
    {
        const short Empty = -1;
        short[] table = new short[Size];
        Array.Fill(table, Empty);
        int[] at = new int[servers.Count];
        int[] step = new int[servers.Count];
        for (int i = 0; i < servers.Count; i++)
        {
            at[i] = (int)(SeededRandom.Mix((ulong)servers[i]) % Size);
            step[i] = 1 + (int)(SeededRandom.Mix(~(ulong)servers[i]) % (Size - 1));
        }

        for (int filled = 0, turn = 0; filled < Size; filled++, turn = (turn + 1) % servers.Count)
        {
            while (table[at[turn]] != Empty) at[turn] = Next(at[turn], step[turn]);
            table[at[turn]] = (short)servers[turn];
        }

        return table;
    }

    private static int Next(int at, int step)
    {
        int next = at + step;
        return next >= Size ? next - Size : next;
    }
}
