namespace Beamer.Tests.Model.States;

/// <summary>What a row says: the current owner, and the previous ones newest first.</summary>
internal readonly record struct Owners(byte Code)
{
    internal const int BitCount = 2 + ServerList.BitCount;

    internal Owners(int current, ServerList previous)
        : this((byte)(current | previous.Code << 2))
    {
    }

    internal int Current => Code & 3;

    internal ServerList Previous => new((byte)(Code >> 2));

    internal ServerSet ToSet() => Previous.ToSet().With(Current);

    public override string ToString() => $"{ServerSet.NameOf(Current)} [{Previous}]";
}
