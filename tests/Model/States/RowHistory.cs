namespace Beamer.Tests.Model.States;

/// <summary>Every row of the one bucket that was ever published, in order; row 0 is "A []" and not stored.</summary>
/// <remarks>Three bits for the number of the newest row, then six bits for each.</remarks>
internal readonly record struct RowHistory(ulong Code)
{
    internal const int ChangesMax = 4;

    internal const int BitCount = 3 + (ChangesMax * Owners.BitCount);

    private static readonly Owners s_first = new(0, ServerList.Empty);

    /// <summary>The number of the newest row.</summary>
    internal int Last => (int)(Code & 7);

    internal Owners Newest => this[Last];

    internal Owners this[int row] => row == 0 ? s_first : new Owners((byte)(Code >> Shift(row) & 63));

    internal RowHistory Append(Owners owners) => new(Code + 1 | (ulong)owners.Code << Shift(Last + 1));

    /// <summary>As it was when <paramref name="row"/> was the newest.</summary>
    internal RowHistory UpTo(int row) => new((Code & ((1UL << Shift(row + 1)) - 1) & ~7UL) | (uint)row);

    private static int Shift(int row) => 3 + ((row - 1) * Owners.BitCount);
}
