using Beamer.Core.Forwarding;

namespace Beamer.Tests.Unit.Core.Forwarding;

/// <summary>Reads the row at once: an address outside of the table would show.</summary>
internal readonly struct NoPrefetch : IRowPrefetch
{
    public static void Fetch(ref readonly uint row) => _ = row;
}
