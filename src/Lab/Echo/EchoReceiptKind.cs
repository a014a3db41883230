namespace Beamer.Lab.Echo;

/// <summary>How reading a message ended.</summary>
internal enum EchoReceiptKind
{
    Message,

    /// <summary>The peer's FIN, between two messages.</summary>
    End,

    /// <summary>The peer's FIN, within a message.</summary>
    CutOff,

    /// <summary>Bytes that no message has.</summary>
    Unreadable,
}
