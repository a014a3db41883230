using System.Net;
using Beamer.Core;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>Sends segments of no connection into the buckets of one server and counts who is told so by RST.</summary>
internal static class Strays
{
    // Below the kernel's range for clients, so that none meets a live connection.
    private const int FirstPort = 20_000;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    /// <returns>How many were answered with RST.</returns>
    public static async Task<int> CountResetsAsync(LabServer owner, int count, CancellationToken cancellation)
    {
        NewestTable table = NewestTable.Read();
        IPv4Address address = IPv4Address.Parse(owner.Address);
        IPAddress client = IPAddress.Parse(AddressPlan.Clients[0]);
        IEnumerable<IPEndPoint> sources = Enumerable.Range(FirstPort, 10_000)
            .Select(port => new IPEndPoint(client, port))
            .Where(source => table.Of(source).Row.Current == address)
            .Take(count);
        using ClientSockets sockets = new();
        List<StraySegment> strays = [];
        foreach (IPEndPoint source in sources) strays.Add(await StraySegment.SendAsync(sockets, source));
        await Task.Delay(Wait, cancellation);
        int resets = strays.Count(stray => stray.IsReset);
        foreach (StraySegment stray in strays) stray.Dispose();
        return resets;
    }
}
