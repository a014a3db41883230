using System.Globalization;
using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Tests.Unit.Vectors;

/// <summary>One line of a file that make_vectors.py wrote.</summary>
public sealed class Vector
{
    private readonly Dictionary<string, string> _fields;

    private Vector(string line) =>
        _fields = line.Split(' ').Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1]);

    /// <summary>All lines of a file in this folder.</summary>
    public static IReadOnlyList<Vector> ReadAll(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", file)).Select(line => new Vector(line))];

    public string Text(string name) => _fields[name];

    public ulong Number(string name) => ulong.Parse(_fields[name], CultureInfo.InvariantCulture);

    public int Value(string name) => (int)Number(name);

    public ulong Hex(string name) => ulong.Parse(_fields[name], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public byte[] Bytes(string name) => Convert.FromHexString(_fields[name]);

    public IPv4Address Address(string name) => IPv4Address.Parse(_fields[name]);

    public SipKey Key() => SipKey.Read(Bytes("key"));

    public ChainHeader Chain()
    {
        string[] hops = Text("hops").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new ChainHeader
        {
            Version = (ChainVersion)Value("version"),
            Reroutes = (byte)Value("reroutes"),
            HopBudget = (byte)Value("budget"),
            NextHop = (byte)Value("next"),
            Generation = new Generation((uint)Number("generation")),
            Pool = new PoolId((ushort)Value("pool")),
            Bucket = Value("bucket"),
            Hops = new ChainHops(hops.Select(IPv4Address.Parse).ToArray()),
        };
    }
}
