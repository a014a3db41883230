using System.IO.Pipelines;
using Beamer.Core.Forwarding;
using Beamer.Core.Wire;
using Beamer.Mux.Forwarding;

namespace Beamer.Mux.Replay;

/// <summary>Sends a capture through the production forwarder, without any network.</summary>
/// <remarks>Streams: memory does not grow with the capture.</remarks>
internal sealed class CaptureReplay(ForwardingTable table)
{
    private const int HeadroomBytes = 128;
    private const int FlushBytes = 64 << 10;

    // A capture without frames has no link addresses either.
    private static readonly byte[] s_noFrame = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0x00];

    private readonly byte[] _buffer = new byte[HeadroomBytes + CaptureReader.PacketBytesMax];

    /// <summary>What became of the packets.</summary>
    public MuxCounters Counters { get; } = new();

    /// <summary>Replays until the capture ends. What was decided before an error is written.</summary>
    /// <param name="input">A capture.</param>
    /// <param name="output">Becomes a pcap of the forwarded packets.</param>
    /// <param name="lines">Gets a JSON line per packet.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="CaptureException">The capture is cut off or corrupt.</exception>
    public async Task RunAsync(PipeReader input, PipeWriter output, PipeWriter lines, CancellationToken cancellation)
    {
        using var verdicts = new VerdictWriter(lines, table);
        var packets = new PcapWriter(output);
        CaptureReader? reader = null;
        try
        {
            reader = await CaptureReader.OpenAsync(new CaptureSource(input), cancellation);
            Memory<byte> room = _buffer.AsMemory(HeadroomBytes);
            while (await reader.ReadAsync(room, cancellation) is { } packet)
            {
                if (Counters.Received == 0) packets.WriteHeader(reader.IsNanoseconds);
                Handle(packet, packets, verdicts);
                if (output.UnflushedBytes >= FlushBytes) await output.FlushAsync(cancellation);
                if (lines.UnflushedBytes >= FlushBytes) await lines.FlushAsync(cancellation);
            }
        }
        finally
        {
            if (reader is not null && Counters.Received == 0) packets.WriteHeader(reader.IsNanoseconds);
            Counters.EndBatch(0);
            await output.FlushAsync(CancellationToken.None);
            await lines.FlushAsync(CancellationToken.None);
        }
    }

    private void Handle(CapturedPacket packet, PcapWriter packets, VerdictWriter verdicts)
    {
        Span<byte> memory = stackalloc byte[LinkHeader.SizeMax];
        ReadOnlySpan<byte> frame = _buffer.AsSpan(HeadroomBytes, packet.Length);
        LinkHeader link = packet.HasFrame && frame.Length >= EthernetFrame.HeaderSize
            ? LinkHeader.Back(frame, frame[..6], memory)
            : LinkHeader.Back(s_noFrame, s_noFrame.AsSpan(0, 6), memory);
        ForwardingResult result = packet.HasFrame
            ? Forwarder.Forward(_buffer, HeadroomBytes, packet.Length, table)
            : Forwarder.ForwardPacket(_buffer, HeadroomBytes, packet.Length, table);
        Counters.Count(result, packet.Length);
        verdicts.Write(Counters.Received, result);
        if (result.Verdict != MuxVerdict.Forward) return;
        int start = result.Offset - link.Length;
        link.Write(_buffer.AsSpan(start));
        packets.Write(packet.Nanoseconds, _buffer.AsSpan(start, link.Length + result.Length));
    }
}
