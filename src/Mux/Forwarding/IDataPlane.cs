using Beamer.Core.Forwarding;
using Beamer.Core.Tables;

namespace Beamer.Mux.Forwarding;

/// <summary>What moves packets: threads of this process, or a program in the kernel. One seam for both.</summary>
/// <remarks>The functions of <see cref="Forwarder"/> say what it does with a packet, whichever it is.</remarks>
internal interface IDataPlane
{
    /// <summary>Which one, in the words of a log.</summary>
    string Description { get; }

    /// <summary>The table that packets see now; null as long as this process has given none. Any thread.</summary>
    ForwardingTable? Current { get; }

    /// <summary>The rows for a table that <see cref="TryUse"/> is given next. One caller at a time.</summary>
    /// <param name="next">The table.</param>
    ForwardingRows RowsFor(FleetTable next);

    /// <summary>Puts a table into force: when it returns true, every packet that comes meets it.</summary>
    /// <remarks>One caller at a time.</remarks>
    /// <param name="table">It is durable, and was compiled with the rows of <see cref="RowsFor"/>.</param>
    /// <param name="reason">A sentence when the result is false: the table before is in force.</param>
    bool TryUse(ForwardingTable table, out string reason);

    /// <summary>Whether it moves packets. To be asked once a second, by one thread.</summary>
    bool IsAlive();

    /// <summary>What it has done. Any thread; system calls.</summary>
    MuxTotals Totals();
}
