using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>One thing that happens; with the state before it, all that a trace needs.</summary>
/// <param name="Kind">What.</param>
/// <param name="Machine">The server or MUX that it happens to.</param>
/// <param name="Row">The row that is published, learned or applied.</param>
/// <param name="Owners">What that row says, when it is published.</param>
/// <param name="Packet">The packet that is sent or arrives.</param>
/// <param name="Answer">What the server decides about it.</param>
internal readonly record struct Deed(
    DeedKind Kind,
    int Machine = 0,
    int Row = 0,
    Owners Owners = default,
    Packet Packet = default,
    Answer Answer = default);
