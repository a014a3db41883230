using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>
/// Holds the newest table against the clients: the home of every live connection must be the current owner or a
/// previous one in the row of its bucket. That is the invariant from which the promise follows.
/// </summary>
internal sealed class HomeAuditor
{
    private const int FindingsMax = 5;

    private readonly List<string> _findings = [];

    /// <summary>Looks at tables so far.</summary>
    public int Audits { get; private set; }

    /// <summary>Live connections whose home the row of their bucket did not name.</summary>
    public int Missing { get; private set; }

    /// <summary>The first few, in words.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Looks once.</summary>
    public void Audit(EchoClients clients)
    {
        EchoConnection[] before = [.. clients.Live.Where(connection => !clients.IsExcused(connection))];
        NewestTable table = NewestTable.Read();
        Audits++;
        // One that ended meanwhile may have left its row, rightly.
        foreach (EchoConnection connection in before.Where(connection => connection.IsLive)) Check(connection, table);
    }

    private void Check(EchoConnection connection, NewestTable table)
    {
        (int bucket, Row row) = table.Of(connection.Local!);
        LabServer home = AddressPlan.Servers.First(server => server.Number == connection.Home);
        if (row.Names(IPv4Address.Parse(home.Address))) return;
        Missing++;
        if (_findings.Count < FindingsMax)
        {
            _findings.Add($"{connection.Local} lives on {home.Name}, which the row of bucket {bucket} lacks: {row}");
        }
    }
}
