using Grpc.Core;

namespace Beamer.Controller.Services;

/// <summary>A verb refused, with every reason.</summary>
internal static class Refusal
{
    /// <summary>Throws when there is a reason.</summary>
    internal static void Throw(StatusCode code, IReadOnlyList<string> reasons)
    {
        if (reasons.Count > 0) throw new RpcException(new Status(code, string.Join('\n', reasons)));
    }
}
