namespace Beamer.Lab.Echo;

/// <summary>What a message is.</summary>
internal enum EchoKind : byte
{
    /// <summary>Asks for its own content; and the answer.</summary>
    Echo,

    /// <summary>Orders that many pieces.</summary>
    Order,

    /// <summary>One piece of an order.</summary>
    Piece,
}
