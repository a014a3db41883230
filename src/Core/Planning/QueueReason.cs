namespace Beamer.Core.Planning;

/// <summary>Why a move that the weights ask for has to wait.</summary>
public enum QueueReason
{
    /// <summary>R2: the row has no slot free for one more previous owner until one of them settles.</summary>
    Coverage,

    /// <summary>R14: every server that lacks buckets is an unsettled previous owner of this one.</summary>
    MoveBack,

    /// <summary>No server may receive buckets.</summary>
    NoReceiver,
}
