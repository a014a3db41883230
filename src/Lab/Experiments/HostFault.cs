using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>Something that goes wrong on a server, and how it is mended.</summary>
internal sealed record HostFault(Action Break, Action Mend)
{
    private static string Vip => AddressPlan.Vip + "/32";

    public static HostFault NoListener(Machines machines, LabServer server) => new(
        () => machines.KillApplication(server),
        () => machines.StartApplication(server));

    public static HostFault NoAgent(Machines machines, LabServer server) => new(
        () => machines.KillAgent(server),
        () => machines.StartAgent(server));

    public static HostFault NoVip(Machines machines, LabServer server) => new(
        () => HostTool.Run("ip", "-n", Namespaces.Of(server.Name), "address", "delete", Vip, "dev", "lo"),
        () => HostTool.Run("ip", "-n", Namespaces.Of(server.Name), "address", "add", Vip, "dev", "lo"));

    public static HostFault StrictReversePathFilter(Machines machines, LabServer server) => new(
        () => SetReversePathFilter(server, 1),
        () => SetReversePathFilter(server, 0));

    private static void SetReversePathFilter(LabServer server, int value) => HostTool.Run(
        "ip", "netns", "exec", Namespaces.Of(server.Name), "sysctl", "-q", "-w",
        $"net.ipv4.conf.beamer0.rp_filter={value}");
}
