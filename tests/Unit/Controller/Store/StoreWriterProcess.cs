using System.Runtime.CompilerServices;
using System.Text;
using Beamer.Controller.Store;

namespace Beamer.Tests.Unit.Controller.Store;

/// <summary>What this program does instead of running tests when a test starts it to be killed.</summary>
internal static class StoreWriterProcess
{
    /// <summary>The environment variable that names the store to write to.</summary>
    public const string PathVariable = "BEAMER_STORE_OF_CHILD";

    /// <summary>A bound, should nobody kill it.</summary>
    private const int PublicationsMax = 100_000;

    /// <summary>Writes until it is killed, and tells each generation once it is durable.</summary>
    [ModuleInitializer]
    internal static void WriteIfAsked()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is not { } path) return;
        using SqliteFleetStore store = SqliteFleetStore.Open(path, TimeProvider.System);
        StoreWriter writer = new(store);
        using FileStream told = new(path + ".acknowledged", FileMode.Append, FileAccess.Write, FileShare.Read, 0);
        for (int i = 0; i < PublicationsMax; i++)
        {
            writer.Publish();
            told.Write(Encoding.ASCII.GetBytes($"{writer.Table.Generation}\n"));
        }

        Environment.Exit(0);
    }
}
