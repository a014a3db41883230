using System.Numerics;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Tables;

/// <summary>The addresses of a fleet's servers, asked for every owner of a million rows.</summary>
/// <remarks>
/// Open addressing, at most a quarter full: an answer is one multiplication and, nearly always, one load.
/// </remarks>
internal sealed class AddressSet
{
    // 2^32 divided by the golden ratio: neighbouring addresses land far apart (Knuth, volume 3, 6.4).
    private const uint Multiplier = 0x9E3779B1;

    private readonly uint[] _slots;
    private readonly int _shift;

    /// <param name="addresses">Any order; 0.0.0.0 is left out.</param>
    internal AddressSet(IReadOnlyCollection<IPv4Address> addresses)
    {
        int bits = BitOperations.Log2((uint)addresses.Count + 1) + 3;
        _slots = new uint[1 << bits];
        _shift = 32 - bits;
        foreach (IPv4Address address in addresses) Add(address.Value);
    }

    /// <summary>The addresses of a fleet's servers.</summary>
    internal static AddressSet Of(FleetConfiguration configuration) =>
        new([.. configuration.Servers.Select(server => server.Address)]);

    /// <summary>Whether an address is in the set; 0 is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Contains(uint address)
    {
        uint[] slots = _slots;
        for (int at = Start(address); ; at++)
        {
            uint found = slots[at & (slots.Length - 1)];
            if (found == 0) return false;
            if (found == address) return true;
        }
    }

    internal bool Contains(IPv4Address address) => Contains(address.Value);

    private void Add(uint address)
    {
        if (address == 0) return;
        int at = Start(address);
        while (_slots[at & (_slots.Length - 1)] != 0) at++;
        _slots[at & (_slots.Length - 1)] = address;
    }

    private int Start(uint address) => (int)(unchecked(address * Multiplier) >> _shift);
}
