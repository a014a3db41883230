namespace Beamer.Tests.Model.States;

/// <summary>
/// Up to two servers in order: previous owners of a row, or those that a packet may still be sent on to.
/// </summary>
/// <remarks>Two fields of two bits: 0 for none, else the server's number and one.</remarks>
internal readonly record struct ServerList(byte Code)
{
    internal const int Max = 2;

    internal const int BitCount = 4;

    internal static readonly ServerList Empty;

    internal int Count => Code == 0 ? 0 : Code >> 2 == 0 ? 1 : 2;

    internal int this[int index] => (Code >> (2 * index) & 3) - 1;

    internal bool Has(int server) => (Count > 0 && this[0] == server) || (Count > 1 && this[1] == server);

    internal ServerList Append(int server) => new((byte)(Code | (server + 1) << (2 * Count)));

    internal ServerList Without(int server)
    {
        ServerList rest = Empty;
        for (int i = 0; i < Count; i++)
        {
            if (this[i] != server) rest = rest.Append(this[i]);
        }

        return rest;
    }

    internal ServerSet ToSet()
    {
        ServerSet set = ServerSet.None;
        for (int i = 0; i < Count; i++) set = set.With(this[i]);
        return set;
    }

    public override string ToString()
    {
        ServerList list = this;
        return string.Join(", ", Enumerable.Range(0, Count).Select(i => ServerSet.NameOf(list[i])));
    }
}
