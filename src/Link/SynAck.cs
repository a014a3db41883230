using Beamer.Core;

namespace Beamer.Link;

/// <summary>A SYN-ACK that this machine sent.</summary>
/// <param name="Flow">As the client's packets have it: from client to VIP.</param>
/// <param name="InitialSequence">Our initial sequence number: the client's handshake acknowledges it plus one.</param>
public readonly record struct SynAck(Flow Flow, uint InitialSequence);
