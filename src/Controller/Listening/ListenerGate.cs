using System.Net;
using System.Net.Sockets;
using Beamer.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Beamer.Controller.Listening;

/// <summary>Keeps each service on its own listener: a server's agent cannot drain its neighbours.</summary>
/// <param name="feed">Where the table feed is served.</param>
/// <param name="operators">Where the fleet service is served.</param>
internal sealed class ListenerGate(ListenAddress feed, ListenAddress operators)
{
    private const string FeedPath = "/beamer.v1.TableFeed", OperatorPath = "/beamer.v1.FleetService";

    /// <summary>Notes each connection's door; to be called before any listener is configured.</summary>
    internal static void NoteDoors(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(listen =>
        listen.Use(next => connection =>
        {
            connection.Features.Set(new Door(connection.LocalEndPoint));
            return next(connection);
        }));

    /// <summary>Passes a request on when it came in by the right door; else there is nothing here.</summary>
    internal Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        EndPoint? door = context.Features.Get<Door>()?.EndPoint;
        if (Allows(context.Request.Path, door)) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Whether a path may be asked for at a listener.</summary>
    internal bool Allows(PathString path, EndPoint? door)
    {
        if (path.StartsWithSegments(FeedPath, StringComparison.Ordinal)) return IsAt(feed, door);
        if (path.StartsWithSegments(OperatorPath, StringComparison.Ordinal)) return IsAt(operators, door);
        return !IsAt(feed, door) && !IsAt(operators, door);
    }

    private static bool IsAt(ListenAddress address, EndPoint? door) => door switch
    {
        UnixDomainSocketEndPoint socket => socket.ToString() == address.Path,
        IPEndPoint point => address.EndPoint is { } listened
            && point.Port == listened.Port
            && (listened.Address.Equals(IPAddress.Any) || listened.Address.Equals(point.Address)),
        _ => false,
    };
}
