using System.Net;

namespace Beamer.Controller.Listening;

/// <summary>The listener by which a connection came in. HTTP/2 requests do not tell it.</summary>
/// <param name="EndPoint">The connection's local end.</param>
internal sealed record Door(EndPoint? EndPoint);
