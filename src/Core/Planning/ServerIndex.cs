using System.Numerics;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Planning;

/// <summary>From an address to a small number: asked several times for every row, so kept in one flat array.</summary>
internal sealed class ServerIndex
{
    /// <summary>The answer for an address that is dead or unknown.</summary>
    internal const int None = -1;

    private readonly Slot[] _slots;
    private readonly int _shift;

    /// <summary>
    /// Orders the servers by address, so that a plan does not depend on the order in which they are given.
    /// </summary>
    internal ServerIndex(IReadOnlyList<PlanServer> servers)
    {
        Servers = [.. servers.OrderBy(server => server.Address)];
        int bits = BitOperations.Log2((uint)Servers.Length + 1) + 2;
        _slots = new Slot[1 << bits];
        _shift = 32 - bits;
        for (int i = 0; i < Servers.Length; i++)
        {
            PlanServer server = Servers[i];
            Invariant.Require(!server.Address.IsNone, "a server has an address");
            Invariant.Require(i == 0 || Servers[i - 1].Address != server.Address, "each server is given once");
            if (server.IsAlive) Insert(server.Address.Value, i);
        }
    }

    /// <summary>All servers, ascending by address; their number is their place here.</summary>
    internal PlanServer[] Servers { get; }

    /// <summary>The number of a live server, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(uint address)
    {
        if (address == 0) return None;
        Slot[] slots = _slots;
        for (int at = Start(address); ; at++)
        {
            Slot slot = slots[at & (slots.Length - 1)];
            if (slot.Address == address) return slot.Number;
            if (slot.Address == 0) return None;
        }
    }

    private void Insert(uint address, int number)
    {
        int at = Start(address);
        while (_slots[at].Address != 0) at = (at + 1) & (_slots.Length - 1);
        _slots[at] = new Slot(address, number);
    }

    private int Start(uint address) => (int)(unchecked(address * 0x9E3779B1u) >> _shift);

    /// <param name="Address">0: a free slot.</param>
    /// <param name="Number">The server's place in <see cref="Servers"/>.</param>
    private readonly record struct Slot(uint Address, int Number);
}
