using Beamer.Core;
using Beamer.Link;

namespace Beamer.Backend.Connections;

/// <summary>Asks for the state of a flow's socket; see <see cref="SockDiag.Lookup(in Flow)"/>.</summary>
internal delegate TcpSocketState SocketLookup(in Flow flow);
