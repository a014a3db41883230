namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>How a flow stands at the server's kernel.</summary>
internal enum ServerFlow
{
    /// <summary>Neither a socket nor a listener.</summary>
    None,

    /// <summary>Only a listener.</summary>
    Listener,

    /// <summary>ESTABLISHED, CLOSE_WAIT or FIN_WAIT2.</summary>
    Established,

    /// <summary>SYN_RECV: the SYN-ACK was not acknowledged.</summary>
    HalfOpen,

    /// <summary>A listener has answered a SYN with a cookie.</summary>
    Cookie,

    /// <summary>TIME_WAIT.</summary>
    TimeWait,

    /// <summary>UDP.</summary>
    Datagrams,
}
