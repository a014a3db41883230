using System.Diagnostics;
using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Lab.Network;

/// <summary>
/// In place of the router's ECMP: a relay that sends every single packet for the VIP to any MUX, and loses, doubles and
/// delays as told. So it needs neither netem nor a kernel that sprays. What it draws follows from its seed.
/// </summary>
/// <remarks>Everything else the router's kernel forwards, as before.</remarks>
internal sealed class SprayingRouter : IDisposable
{
    private const int WaitingMax = 8192;
    private const int FrameBytesMax = 2048;

    private static readonly IPv4Address Vip = IPv4Address.Parse(AddressPlan.Vip);

    private readonly Spray _spray;
    private readonly Random _random;
    private readonly byte[] _own;
    private readonly byte[][] _muxes;
    private readonly Thread _thread;
    private readonly PriorityQueue<(int Slot, int Length), long> _waiting = new();
    private readonly Stack<int> _free = new(Enumerable.Range(0, WaitingMax));
    private readonly TaskCompletionSource _ready = new();
    private volatile bool _stopping;
    private long _relayed;
    private long _lost;
    private long _doubled;

    /// <summary>Takes the VIP's packets over; the kernel forwards none of them when this returns.</summary>
    public SprayingRouter(Spray spray, int seed)
    {
        _spray = spray;
        _random = new Random(seed);
        _own = LinkAddress("router");
        _muxes = [.. AddressPlan.Muxes.Select(mux => LinkAddress(mux.Name))];
        _thread = new Thread(Work) { Name = "spraying router", IsBackground = true };
        _thread.Start();
        _ready.Task.GetAwaiter().GetResult();
        Router.SwallowService();
    }

    /// <summary>Packets that clients sent.</summary>
    public long Relayed => Volatile.Read(ref _relayed);

    public long Lost => Volatile.Read(ref _lost);

    public long Doubled => Volatile.Read(ref _doubled);

    /// <summary>Gives the packets back to the kernel.</summary>
    public void Dispose()
    {
        Router.SetNextHops(AddressPlan.Muxes);
        _stopping = true;
        _thread.Join();
    }

    private static byte[] LinkAddress(string machine)
    {
        string text = HostTool.Run(
            "ip", "netns", "exec", Namespaces.Of(machine), "cat", "/sys/class/net/fabric/address").Trim();
        return Convert.FromHexString(text.Replace(":", "", StringComparison.Ordinal));
    }

    private void Work()
    {
        try
        {
            NetworkNamespace.Enter(Namespaces.Of("router"));
            using PacketRing ring = PacketRing.Open(new PacketRingOptions { Interface = "clients" });
            using PacketTransmitter fabric = PacketTransmitter.Open("fabric");
            using PacketMemory memory = new(WaitingMax, headroomBytes: 0, FrameBytesMax);
            using PollSet arrivals = new(ring);
            _ready.SetResult();
            while (!_stopping)
            {
                arrivals.Wait(timeoutMilliseconds: 1);
                while (ring.TryReceive(out PacketBlock block))
                {
                    foreach (PacketFrame frame in block) Take(frame, memory);
                    block.Release();
                }

                SendDue(fabric, memory);
            }
        }
        catch (LinkException problem)
        {
            // Before it is ready the constructor throws it; later its silence shows in every connection.
            _ready.TrySetException(new LabException(problem.Message));
        }
    }

    private void Take(PacketFrame frame, PacketMemory memory)
    {
        if (!EthernetFrame.TryRead(frame.Packet, out EthernetFrame ethernet, out _)
            || !IPv4Header.TryRead(ethernet.Payload, out IPv4Header packet, out _) || packet.Destination != Vip)
        {
            return;
        }

        Volatile.Write(ref _relayed, _relayed + 1);
        if (_random.NextDouble() < _spray.Loss)
        {
            Volatile.Write(ref _lost, _lost + 1);
            return;
        }

        Hold(frame, memory);
        if (_random.NextDouble() >= _spray.Doubling) return;
        Volatile.Write(ref _doubled, _doubled + 1);
        Hold(frame, memory);
    }

    private void Hold(PacketFrame frame, PacketMemory memory)
    {
        // A full store or a frame beyond every MTU is a loss like any other.
        if (frame.Length > FrameBytesMax || !_free.TryPop(out int slot)) return;
        Span<byte> copy = memory.Frame(slot, frame.Length).Packet;
        frame.Packet.CopyTo(copy);
        _muxes[_random.Next(_muxes.Length)].CopyTo(copy);
        _own.CopyTo(copy[6..]);
        long delay = (long)(_random.NextDouble() * _spray.DelayMax.TotalSeconds * Stopwatch.Frequency);
        _waiting.Enqueue((slot, frame.Length), Stopwatch.GetTimestamp() + delay);
    }

    private void SendDue(PacketTransmitter fabric, PacketMemory memory)
    {
        long now = Stopwatch.GetTimestamp();
        List<int> sent = [];
        while (_waiting.TryPeek(out (int Slot, int Length) next, out long due) && due <= now)
        {
            _waiting.Dequeue();
            fabric.Enqueue(memory.Frame(next.Slot, next.Length), 0, next.Length);
            sent.Add(next.Slot);
        }

        fabric.Flush();
        foreach (int slot in sent) _free.Push(slot);
    }
}
