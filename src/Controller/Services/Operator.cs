using Grpc.Core;

namespace Beamer.Controller.Services;

/// <summary>Who calls, for the audit log.</summary>
internal static class Operator
{
    /// <summary>The header in which a caller may say who it is. Nothing proves it.</summary>
    private const string Header = "beamer-actor";

    private const string Unnamed = "operator";
    private const int LengthMax = 64;

    internal static string Name(ServerCallContext context)
    {
        string? name = context.RequestHeaders.GetValue(Header);
        return string.IsNullOrWhiteSpace(name) ? Unnamed : name[..Math.Min(name.Length, LengthMax)];
    }
}
