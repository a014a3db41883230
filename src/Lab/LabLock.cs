namespace Beamer.Lab;

/// <summary>One lab at a time on a machine: the names of its namespaces are fixed.</summary>
internal sealed class LabLock : IDisposable
{
    private const string Location = "/run/beamer-lab.lock";

    private readonly FileStream _held;

    private LabLock(FileStream held) => _held = held;

    /// <exception cref="LabException">Another lab runs. A dead one holds nothing.</exception>
    public static LabLock Take()
    {
        try
        {
            return new LabLock(new FileStream(Location, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new LabException($"Another beamer-lab runs on this machine (it holds {Location}); stop it first.");
        }
    }

    public void Dispose() => _held.Dispose();
}
