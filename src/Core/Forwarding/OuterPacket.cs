namespace Beamer.Core.Forwarding;

/// <summary>Where a packet lies after <see cref="ForwardingBlock.Wrap"/>.</summary>
/// <param name="Offset">Where the outer IPv4 packet begins in the buffer; only when forwarded.</param>
/// <param name="Length">Its bytes; 0: the packet is not forwarded.</param>
public readonly record struct OuterPacket(int Offset, int Length)
{
    /// <summary>Whether it is to be sent.</summary>
    public bool IsForwarded => Length != 0;
}
