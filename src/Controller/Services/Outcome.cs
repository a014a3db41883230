using Beamer.Core;
using Beamer.Core.Fleet;
using Grpc.Core;

namespace Beamer.Controller.Services;

/// <summary>What became of a verb, made on the fleet loop's thread, where nothing may throw for bad input.</summary>
/// <param name="Code">The status when it is refused.</param>
/// <param name="Result">The engine's answer, or the reasons why it was not asked.</param>
internal sealed record Outcome(StatusCode Code, ChangeResult Result)
{
    /// <summary>The request itself is wrong.</summary>
    internal static Outcome Invalid(IEnumerable<string> reasons) =>
        new(StatusCode.InvalidArgument, new ChangeResult([.. reasons], Generation.Zero, ChangePlan.Nothing));

    /// <summary>What the engine says; its refusals depend on how the fleet stands.</summary>
    internal static Outcome Of(ChangeResult result) => new(StatusCode.FailedPrecondition, result);
}
