using Beamer.Core.Forwarding;

namespace Beamer.Mux.Forwarding;

/// <summary>What moves packets: threads of this process, or a program in the kernel. One seam for both.</summary>
/// <remarks>The functions of <see cref="Forwarder"/> say what it does with a packet, whichever it is.</remarks>
internal interface IDataPlane
{
    /// <summary>Which one, in the words of a log.</summary>
    string Description { get; }

    /// <summary>The table that packets see now; null as long as this process has given none. Any thread.</summary>
    ForwardingTable? Current { get; }

    /// <summary>Puts a table into force: when it returns true, every packet that comes meets it.</summary>
    /// <remarks>One caller at a time.</remarks>
    /// <param name="table">It is durable.</param>
    /// <param name="reason">A sentence when the result is false: the table before is in force.</param>
    bool TryUse(ForwardingTable table, out string reason);

    /// <summary>Whether it moves packets. To be asked once a second, by one thread.</summary>
    bool IsAlive();

    /// <summary>What it has done. Any thread; system calls.</summary>
    MuxTotals Totals();
}
