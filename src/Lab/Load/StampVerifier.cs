using Beamer.Lab.Servers;

namespace Beamer.Lab.Load;

/// <summary>Checks the content of one long download to the byte, in pieces of any size. Pure.</summary>
/// <param name="home">Number of the server known to own the connection; 0 = the first record tells.</param>
internal sealed class StampVerifier(int home)
{
    private readonly byte[] _expected = new byte[StampedRecord.Size];
    private long _position;

    /// <summary>The server that answers this connection; 0 = not known yet.</summary>
    public int Home { get; private set; } = home;

    /// <summary>Bytes that were right.</summary>
    public long Position => _position;

    /// <summary>Takes the next bytes of the content. After a fault nothing further may be asked.</summary>
    public Fault Accept(ReadOnlySpan<byte> content)
    {
        foreach (byte actual in content)
        {
            int offset = (int)(_position % StampedRecord.Size);
            if (offset == 0) StampedRecord.Write(_expected, Home, _position / StampedRecord.Size);
            if (offset == StampedRecord.ServerDigit && Home == 0 && IsServer(actual)) LearnHome(actual);
            if (actual != _expected[offset])
            {
                bool otherServer = offset == StampedRecord.ServerDigit && IsServer(actual);
                return otherServer ? Fault.WrongServer : Fault.WrongContent;
            }

            _position++;
        }

        return Fault.None;
    }

    private static bool IsServer(byte digit) => digit is >= (byte)'1' and <= (byte)'9';

    private void LearnHome(byte digit)
    {
        Home = digit - '0';
        _expected[StampedRecord.ServerDigit] = digit;
    }
}
