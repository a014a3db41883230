namespace Beamer.Lab.Load;

/// <summary>How a connection can end badly, as its client sees it.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection was cut by an RST, or could not be made because of one.</summary>
    Reset,

    /// <summary>The server's FIN came before all of its content.</summary>
    EndedEarly,

    /// <summary>A byte differs from what the server holds at that place.</summary>
    WrongContent,

    /// <summary>The bytes are those of another server than the one that began.</summary>
    WrongServer,

    /// <summary>Bytes of one connection reached the socket of another.</summary>
    ForeignBytes,

    /// <summary>Nothing came for 30 seconds.</summary>
    TimedOut,

    /// <summary>The network said that the service cannot be reached.</summary>
    Unreachable,
}
