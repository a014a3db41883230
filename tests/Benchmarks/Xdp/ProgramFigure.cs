using System.Globalization;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>What a packet costs one program.</summary>
/// <param name="Program">Which one.</param>
/// <param name="Flows">Between how many the packets are shared.</param>
/// <param name="Gross">Nanoseconds, the restoring of the packet included.</param>
/// <param name="Net">Nanoseconds: minimum minus the minimum of the first program.</param>
internal sealed record ProgramFigure(string Program, int Flows, Figure Gross, double Net)
{
    private const int Repeat = 250_000;

    /// <summary>Of the table whose lines the figures are.</summary>
    public const string Heading =
        """
        | program | flows | gross, ns: median (minimum–maximum) | net, ns |
        |---|---|---|---|
        """;

    /// <summary>Measures programs in turn.</summary>
    /// <param name="flows">Between how many the packets are shared.</param>
    /// <param name="rounds">How many turns.</param>
    /// <param name="programs">
    /// What gives the mean nanoseconds of as many runs as it is told; the floor is the first one.
    /// </param>
    public static List<ProgramFigure> Measure(
        int flows, int rounds, params (string Name, Func<int, double> Time)[] programs)
    {
        double[][] times = [.. programs.Select(_ => new double[rounds])];
        // Until every flow's memory has been touched.
        foreach ((string _, Func<int, double> time) in programs) time(Math.Max(flows, Repeat));
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < programs.Length; i++) times[i][round] = programs[i].Time(Repeat);
        }

        return
        [
            .. programs.Select((program, i) => new ProgramFigure(
                program.Name, flows, new Figure(times[i]), times[i].Min() - times[0].Min())),
        ];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Program} | {Flows:N0} | {Gross.Whole} | {Net:F0} |");
}
