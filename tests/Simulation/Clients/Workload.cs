using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Clients;

/// <summary>How clients come, how long they stay and how often they speak.</summary>
/// <remarks>
/// Connections come independently of each other, at a mean rate. How long one lives is drawn from a bounded Pareto
/// distribution: most are short and a few very long, as measured in data centres. Between two segments of one
/// connection there is an exponential pause. A connection is a SYN, the ACK that carries the request, a segment after
/// each pause, and a FIN.
/// </remarks>
internal sealed record Workload
{
    /// <summary>Connections per second.</summary>
    internal double Rate { get; init; } = 1750;

    /// <summary>When the first client may come, and the last.</summary>
    internal TimeSpan First { get; init; }

    internal TimeSpan Last { get; init; }

    /// <summary>The shortest and the longest connection.</summary>
    internal TimeSpan Shortest { get; init; } = TimeSpan.FromSeconds(0.2);

    internal TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(400);

    /// <summary>The index of the Pareto distribution: the smaller, the heavier the tail.</summary>
    internal double Tail { get; init; } = 1.1;

    /// <summary>The mean pause between two segments of a connection.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    internal TimeSpan Duration(SeededRandom random)
    {
        // The inverse of the distribution function of a bounded Pareto distribution.
        double ratio = Math.Pow(Shortest / Longest, Tail);
        double share = random.NextDouble();
        return Shortest * Math.Pow(1 - (share * (1 - ratio)), -1 / Tail);
    }

    /// <summary>The mean of <see cref="Duration"/>.</summary>
    internal TimeSpan MeanDuration
    {
        get
        {
            double least = Shortest.TotalSeconds;
            double most = Longest.TotalSeconds;
            double scale = Math.Pow(least, Tail) / (1 - Math.Pow(least / most, Tail));
            double mean = scale * Tail / (Tail - 1) * (Math.Pow(least, 1 - Tail) - Math.Pow(most, 1 - Tail));
            return TimeSpan.FromSeconds(mean);
        }
    }
}
