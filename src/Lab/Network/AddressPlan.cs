namespace Beamer.Lab.Network;

/// <summary>Who has which address in the lab. Documentation and private ranges, inside the namespaces only.</summary>
/// <remarks>
/// <code>
/// client 198.51.100.11..18 ── .1 router 10.9.0.1 ──┬── mux1 .2 · mux2 .3      (fabric 10.9.0.0/24, MTU 1600)
///                              ECMP 192.0.2.10     ├── controller .9
///                              over mux1, mux2     └── s1 .11 … s5 .15        (VIP on lo)
/// </code>
/// </remarks>
internal static class AddressPlan
{
    public const string Vip = "192.0.2.10";
    public const int ServicePort = 80;

    public const string ClientGateway = "198.51.100.1";
    public const string RouterOnFabric = "10.9.0.1";
    public const string Controller = "10.9.0.9";
    public const int ControllerPort = 7400;

    public const int FabricMtuBytes = 1600;

    /// <summary>Several, so that ports never run out.</summary>
    public static IReadOnlyList<string> Clients { get; } =
        [.. Enumerable.Range(11, 8).Select(last => $"198.51.100.{last}")];

    public static IReadOnlyList<LabMux> Muxes { get; } =
        [new("mux1", "10.9.0.2"), new("mux2", "10.9.0.3")];

    /// <summary>s1..s4 are active from the start; s5 is the one that a scenario adds.</summary>
    public static IReadOnlyList<LabServer> Servers { get; } =
        [.. Enumerable.Range(1, 5).Select(number => new LabServer(number, $"10.9.0.{10 + number}"))];

    public const int ServersAtStart = 4;
}
