namespace Beamer.Core.Announcing;

/// <summary>How a MUX stands at one moment: all that decides whether it may get packets.</summary>
/// <param name="HasTable">It has a table.</param>
/// <param name="IsDataPlaneUp">Its interface is up and its workers turn.</param>
/// <param name="IsConnected">It has a controller.</param>
/// <param name="Own">The generation of its table.</param>
/// <param name="Servers">Servers of its table.</param>
/// <param name="Answering">Those that answered the last probe.</param>
/// <param name="NewestCommitted">The newest generation that one of these has committed.</param>
/// <param name="SayBehind">Those of them by which most of the other MUXes are ahead.</param>
/// <param name="IsDraining">An operator wants it to get no packets.</param>
public readonly record struct RouteStanding(
    bool HasTable,
    bool IsDataPlaneUp,
    bool IsConnected,
    Generation Own,
    int Servers,
    int Answering,
    Generation NewestCommitted,
    int SayBehind,
    bool IsDraining = false)
{
    /// <summary>Whether most of the servers that answer say so: one that is wrong withdraws nobody.</summary>
    public bool IsBehindPeers => SayBehind * 2 > Answering;
}
