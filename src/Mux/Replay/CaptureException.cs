namespace Beamer.Mux.Replay;

/// <summary>A capture is cut off, corrupt or of an unknown kind: where, and why.</summary>
/// <param name="offset">Bytes from the beginning of the file.</param>
/// <param name="sentence">What is wrong there.</param>
internal sealed class CaptureException(long offset, string sentence) : Exception($"byte {offset}: {sentence}")
{
    /// <summary>Bytes from the beginning of the file.</summary>
    public long Offset { get; } = offset;
}
