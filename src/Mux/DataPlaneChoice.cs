using System.Numerics;
using Beamer.Core.Forwarding;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Tables;
using Beamer.Mux.Xdp;

namespace Beamer.Mux;

/// <summary>Which data plane a MUX gets: what the options say, or the fastest that works.</summary>
internal static class DataPlaneChoice
{
    /// <summary>Slots hold what the ring puts in front of a frame: kernel header, headroom, link header.</summary>
    private const int SlotOverheadBytes = 256;

    /// <summary>Opens the data plane.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="found">The interface.</param>
    /// <param name="settings">This MUX's part of the outer headers.</param>
    /// <param name="notes">Why it is this one, one sentence each; empty when the options say so.</param>
    /// <exception cref="StartException">Why XDP does not work although the options demand it.</exception>
    /// <exception cref="LinkException">Why the portable one does not work.</exception>
    public static IDataPlane Open(
        MuxOptions options, InterfaceInfo found, ForwardingSettings settings, out List<string> notes)
    {
        notes = [];
        if (options.Datapath == MuxOptions.Portable) return OpenPortable(options, found, notes);
        if (options.Datapath == MuxOptions.Xdp)
        {
            List<string> missing = XdpHostCheck.Missing(options);
            return missing.Count == 0 ? OpenXdp(options, found, settings) : throw new StartException(missing);
        }

        if (TryOpenXdp(options, found, settings, notes) is { } xdp) return xdp;
        return OpenPortable(options, found, notes);
    }

    private static XdpDataPlane? TryOpenXdp(
        MuxOptions options, InterfaceInfo found, ForwardingSettings settings, List<string> notes)
    {
        string doubt = XdpHostCheck.Doubt(options);
        // What runs there already has proved itself.
        if (doubt.Length > 0 && !XdpPins.Of(options).HasLink) notes.Add(doubt);
        else notes.AddRange(XdpHostCheck.Missing(options));
        if (notes.Count > 0) return null;
        try
        {
            return OpenXdp(options, found, settings);
        }
        catch (LinkException e)
        {
            notes.Add(e.Message);
            return null;
        }
    }

    private static XdpDataPlane OpenXdp(MuxOptions options, InterfaceInfo found, ForwardingSettings settings) =>
        XdpDataPlane.Open(
            XdpPins.Of(options),
            found.Index,
            new XdpOutput(options.Output == "raw", found.Address.GetAddressBytes()),
            settings,
            mayBeGeneric: options.Datapath == MuxOptions.Xdp);

    private static PortableDataPlane OpenPortable(MuxOptions options, InterfaceInfo found, List<string> notes)
    {
        // A program that an earlier process left would take the packets away.
        if (XdpPins.Of(options) is { HasLink: true } pins && pins.Remove())
            notes.Add("The XDP program of an earlier process is taken away.");
        var live = new LiveTable();
        var ring = new PacketRingOptions
        {
            Interface = options.Interface,
            FanoutGroup = options.Workers > 1 ? (ushort)Environment.ProcessId : null,
            SlotBytes = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2048, found.MtuBytes + SlotOverheadBytes)),
        };
        var loops = new ForwardingLoop[options.Workers];
        for (int i = 0; i < loops.Length; i++)
        {
            IFrameTransmitter transmitter = options.Output == "raw"
                ? RawTransmitter.Open()
                : PacketTransmitter.Open(options.Interface);
            loops[i] = new ForwardingLoop(PacketRing.Open(ring), transmitter, live, found.Address.GetAddressBytes());
        }

        return new PortableDataPlane(live, loops);
    }
}
