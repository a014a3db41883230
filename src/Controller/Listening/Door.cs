using System.Net;

namespace Beamer.Controller.Listening;

/// <summary>The listener by which a connection came in. Kestrel tells it to HTTP/1 requests only, so it is noted here.</summary>
/// <param name="EndPoint">The connection's local end.</param>
internal sealed record Door(EndPoint? EndPoint);
