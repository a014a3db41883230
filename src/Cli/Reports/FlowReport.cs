using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>The way of one flow.</summary>
internal static class FlowReport
{
    /// <summary>As the controller sees it: every server on the way, and what it would do.</summary>
    public static void Write(Terminal terminal, ExplainReply flow)
    {
        WriteRow(terminal, flow.Hash, flow.Pool, flow.Bucket, flow.Generation, flow.SourcePort);
        Listing hops = new("HOP", "ROLE", "SERVER", "ADDRESS", "STATE", "WHAT IT DOES");
        ulong index = 0;
        foreach (ExplainReply.Types.Hop hop in flow.Hops)
        {
            hops.Add(Words.Number(index++), hop.Role, hop.Server, hop.Address, hop.State, hop.Action);
        }

        hops.Write(terminal);
        if (flow.Hops.Count == 0) terminal.Output.WriteLine("nobody owns the bucket: the MUX drops the packet.");
    }

    /// <summary>As one MUX sees it.</summary>
    public static void WriteLookup(Terminal terminal, LookupReply flow)
    {
        WriteRow(terminal, flow.Hash, flow.Pool, flow.Bucket, flow.Generation, flow.SourcePort);
        terminal.Output.WriteLine($"current      {Words.OrDash(flow.Current)}");
        terminal.Output.WriteLine($"previous     {Words.OrDash(string.Join(", ", flow.Previous))}");
    }

    private static void WriteRow(
        Terminal terminal, ulong hash, string pool, uint bucket, uint generation, uint sourcePort)
    {
        terminal.Output.WriteLine($"hash         0x{hash:x16}");
        terminal.Output.WriteLine($"pool         {pool}");
        terminal.Output.WriteLine($"bucket       {bucket}");
        terminal.Output.WriteLine($"row of       generation {generation}");
        terminal.Output.WriteLine($"source port  {sourcePort} of the outer UDP header");
    }
}
