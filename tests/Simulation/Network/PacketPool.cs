namespace Beamer.Tests.Simulation.Network;

/// <summary>Packets in flight, each with room for its bytes.</summary>
internal sealed class PacketPool
{
    internal const int BytesEach = 128;

    private readonly Stack<int> _free = new();
    private Packet[] _packets = new Packet[1024];
    private byte[] _bytes = new byte[1024 * BytesEach];
    private int _used;

    internal ref Packet this[int slot] => ref _packets[slot];

    internal Span<byte> Bytes(int slot) => _bytes.AsSpan(slot * BytesEach, BytesEach);

    internal int Rent()
    {
        if (_free.TryPop(out int slot)) return slot;
        if (_used == _packets.Length)
        {
            Array.Resize(ref _packets, _used * 2);
            Array.Resize(ref _bytes, _used * 2 * BytesEach);
        }

        return _used++;
    }

    internal int Copy(int slot)
    {
        int copy = Rent();
        _packets[copy] = _packets[slot];
        Bytes(slot).CopyTo(Bytes(copy));
        return copy;
    }

    internal void Return(int slot) => _free.Push(slot);
}
