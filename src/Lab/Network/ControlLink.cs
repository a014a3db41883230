namespace Beamer.Lab.Network;

/// <summary>The way between one machine and the controller, which an experiment cuts while all else goes on.</summary>
internal static class ControlLink
{
    /// <summary>Nothing passes any more, in either direction, and nobody is told.</summary>
    public static void Cut(string machine, string address) => Change("add", machine, address);

    public static void Mend(string machine, string address) => Change("delete", machine, address);

    private static void Change(string verb, string machine, string address)
    {
        Blackhole(verb, machine, AddressPlan.Controller);
        Blackhole(verb, Topology.ControllerName, address);
    }

    private static void Blackhole(string verb, string machine, string destination) =>
        HostTool.Run("ip", "-n", Namespaces.Of(machine), "route", verb, "blackhole", destination + "/32");
}
