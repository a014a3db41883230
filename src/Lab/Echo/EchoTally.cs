using Beamer.Lab.Load;

namespace Beamer.Lab.Echo;

/// <summary>What the clients of an experiment have seen. Pure.</summary>
internal sealed record EchoTally
{
    public required int Connections { get; init; }

    public required int Live { get; init; }

    public required long Answers { get; init; }

    /// <summary>Lost without an excuse, those answered by the wrong server apart.</summary>
    public required int Broken { get; init; }

    public required int WrongServer { get; init; }

    /// <summary>Connections that saw a byte of another, on either end. They are among the broken.</summary>
    public required int Foreign { get; init; }

    public required int Excused { get; init; }

    /// <summary>The longest that a connection without excuse waited for an answer.</summary>
    public required TimeSpan LongestWait { get; init; }

    public required IReadOnlyDictionary<Fault, int> Faults { get; init; }

    public static EchoTally Of(IReadOnlyCollection<EchoConnection> all, Func<EchoConnection, bool> isExcused)
    {
        EchoConnection[] lost = [.. all.Where(connection => connection.Fault != Fault.None)];
        ILookup<bool, EchoConnection> byExcuse = lost.ToLookup(
            connection => isExcused(connection) && CanBeExcused(connection.Fault));
        Dictionary<Fault, int> faults = byExcuse[false].CountBy(connection => connection.Fault).ToDictionary();
        int wrong = faults.GetValueOrDefault(Fault.WrongServer);
        return new EchoTally
        {
            Connections = all.Count,
            Live = all.Count(connection => connection.IsLive),
            Answers = all.Sum(connection => connection.Answers),
            Broken = faults.Values.Sum() - wrong,
            WrongServer = wrong,
            Foreign = faults.GetValueOrDefault(Fault.ForeignBytes),
            Excused = byExcuse[true].Count(),
            LongestWait = all.Where(connection => connection.Fault == Fault.None && !isExcused(connection))
                .Select(connection => connection.LongestWait).DefaultIfEmpty().Max(),
            Faults = faults,
        };
    }

    /// <summary>A dead server excuses that its connections end, never that another one speaks in its place.</summary>
    private static bool CanBeExcused(Fault fault) =>
        fault is not (Fault.WrongServer or Fault.ForeignBytes or Fault.WrongContent);
}
