namespace Beamer.Mux;

internal static class Program
{
    private static int Main() => 0;
}
