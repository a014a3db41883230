using System.Text;

namespace Beamer.Lab.Load;

/// <summary>Reads past the head of an HTTP response, in pieces of any size. Pure.</summary>
internal sealed class ResponseHead
{
    private const int BytesMax = 2048;

    private readonly List<byte> _head = [];

    /// <summary>The whole head was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes bytes off the front of what came; what is left is content.</summary>
    /// <returns><see cref="Fault.WrongContent"/> when this is no successful response.</returns>
    public Fault Accept(ref ReadOnlySpan<byte> received)
    {
        while (!IsComplete && !received.IsEmpty)
        {
            _head.Add(received[0]);
            received = received[1..];
            IsComplete = _head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];
            if (!IsComplete && _head.Count == BytesMax) return Fault.WrongContent;
        }

        if (!IsComplete) return Fault.None;
        return Encoding.ASCII.GetString([.. _head]).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal)
            ? Fault.None
            : Fault.WrongContent;
    }
}
