namespace Beamer.Tests.Model.States;

/// <summary>The one flow of the model, and who holds half-open sockets of it.</summary>
/// <remarks>
/// <see cref="HalfOpen"/>: while it is opening, all whose SYN-ACK the client may accept; once it is live, the ghosts:
/// those that lost the race for the SYN.
/// </remarks>
internal readonly record struct ClientFlow(FlowPhase Phase, int Home, ServerSet HalfOpen)
{
    internal const int BitCount = 4 + ServerSet.BitCount;

    internal static readonly ClientFlow Silent;

    internal static readonly ClientFlow Over = new(FlowPhase.Over, 0, ServerSet.None);

    internal bool IsLive => Phase == FlowPhase.Live;

    internal uint Code => (uint)Phase | (uint)Home << 2 | (uint)HalfOpen.Bits << 4;

    internal bool IsGhost(int server) => IsLive && HalfOpen.Has(server);

    internal static ClientFlow Opening(ServerSet servers) => new(FlowPhase.Opening, 0, servers);

    internal static ClientFlow From(uint code) =>
        new((FlowPhase)(code & 3), (int)(code >> 2 & 3), new ServerSet((byte)(code >> 4)));

    /// <summary>After a SYN reached a server.</summary>
    internal ClientFlow Asks(int server) => Phase switch
    {
        FlowPhase.Silent => Opening(ServerSet.None.With(server)),
        FlowPhase.Opening => Opening(HalfOpen.With(server)),
        FlowPhase.Live when server != Home => this with { HalfOpen = HalfOpen.With(server) },
        _ => this,
    };

    /// <summary>After a server lost all its sockets: the flow is excused if that was its home.</summary>
    internal ClientFlow Loses(int server)
    {
        ServerSet left = HalfOpen.Without(server);
        return Phase switch
        {
            FlowPhase.Live when Home == server => Over,
            FlowPhase.Opening when left.IsEmpty => Silent,
            FlowPhase.Live or FlowPhase.Opening => this with { HalfOpen = left },
            _ => this,
        };
    }
}
