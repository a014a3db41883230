namespace Beamer.Tests.Model.States;

/// <summary>A row number for each of three machines: how far each of them is.</summary>
internal readonly record struct Levels(ushort Code)
{
    internal const int Machines = 3;

    internal const int BitCount = 3 * Machines;

    /// <summary>Later than every row.</summary>
    internal const int Unknown = 7;

    internal int this[int machine] => Code >> (3 * machine) & 7;

    internal Levels With(int machine, int row) =>
        new((ushort)((Code & ~(7 << (3 * machine))) | row << (3 * machine)));
}
