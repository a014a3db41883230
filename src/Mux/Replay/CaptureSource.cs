using System.Buffers;
using System.IO.Pipelines;

namespace Beamer.Mux.Replay;

/// <summary>The bytes of a capture, one after the other, in constant memory and with their offset.</summary>
internal sealed class CaptureSource(PipeReader reader)
{
    /// <summary>Bytes taken so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Fills <paramref name="destination"/>, or as much of it as the file still has.</summary>
    /// <returns>Bytes filled: less than asked for only at the end of the file.</returns>
    public async ValueTask<int> ReadUpToAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        int filled = 0;
        while (filled < destination.Length)
        {
            ReadResult result = await reader.ReadAsync(cancellation);
            long wanted = Math.Min(result.Buffer.Length, destination.Length - filled);
            ReadOnlySequence<byte> taken = result.Buffer.Slice(0, wanted);
            taken.CopyTo(destination.Span[filled..]);
            filled += (int)taken.Length;
            reader.AdvanceTo(taken.End);
            if (result.IsCompleted && taken.Length == result.Buffer.Length) break;
        }

        Offset += filled;
        return filled;
    }

    /// <summary>Fills <paramref name="destination"/>.</summary>
    /// <exception cref="CaptureException">The file ends before.</exception>
    public async ValueTask ReadAsync(Memory<byte> destination, string what, CancellationToken cancellation)
    {
        if (await ReadUpToAsync(destination, cancellation) < destination.Length) throw EndsInside(what);
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="CaptureException">The file ends before.</exception>
    public async ValueTask SkipAsync(long count, string what, CancellationToken cancellation)
    {
        while (count > 0)
        {
            ReadResult result = await reader.ReadAsync(cancellation);
            long taken = Math.Min(result.Buffer.Length, count);
            reader.AdvanceTo(result.Buffer.GetPosition(taken));
            Offset += taken;
            count -= taken;
            if (result.IsCompleted && count > 0 && taken == result.Buffer.Length) throw EndsInside(what);
        }
    }

    /// <summary>The file is cut off.</summary>
    public CaptureException EndsInside(string what) => new(Offset, $"the file ends inside {what}.");
}
