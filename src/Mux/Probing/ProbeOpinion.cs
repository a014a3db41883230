using Beamer.Core;

namespace Beamer.Mux.Probing;

/// <summary>What the servers that answered their last probe say about this MUX.</summary>
/// <param name="Answering">How many did.</param>
/// <param name="NewestCommitted">The newest generation that one of them has committed.</param>
/// <param name="SayBehind">How many say that most of the other MUXes are ahead.</param>
internal sealed record ProbeOpinion(int Answering, Generation NewestCommitted, int SayBehind)
{
    /// <summary>Nobody has answered.</summary>
    public static readonly ProbeOpinion None = new(0, Generation.Zero, 0);
}
