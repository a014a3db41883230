using System.Text.Json;
using System.Text.Json.Nodes;
using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>Writes the options file of each daemon.</summary>
internal static class OptionsFile
{
    public const int ControllerMetricsPort = 9100;
    public const int MuxMetricsPort = 9101;
    public const int AgentMetricsPort = 9102;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string OperatorSocket => Path.Combine(Workspace.Root, "controller.sock");

    private static string Feed(int port) => $"http://{AddressPlan.Controller}:{port}";

    public static string ForController() => Write(Topology.ControllerName, "Controller", new JsonObject
    {
        ["Listen"] = $"{AddressPlan.Controller}:{AddressPlan.ControllerPort}",
        ["OperatorListen"] = "unix:" + OperatorSocket,
        ["StatePath"] = Path.Combine(Workspace.Make(Topology.ControllerName), "controller.db"),
        ["MetricsListen"] = $"127.0.0.1:{ControllerMetricsPort}",
    });

    public static string ForMux(LabMux mux, FleetShape shape, int feedPort)
    {
        JsonObject options = new()
        {
            ["Name"] = mux.Name,
            ["Interface"] = "fabric",
            ["Address"] = mux.Address,
            ["Controller"] = Feed(feedPort),
            ["StateDirectory"] = Workspace.Make(mux.Name),
            ["ControlSocket"] = Path.Combine(Workspace.Root, mux.Name + ".sock"),
            ["MetricsListen"] = $"127.0.0.1:{MuxMetricsPort}",
            ["Output"] = shape.Output,
            ["Workers"] = shape.Workers,
            ["Announce"] = shape.Announce,
            ["FabricMtuBytes"] = AddressPlan.FabricMtuBytes,
        };
        if (shape.MuxesInKernel)
        {
            options["Datapath"] = "xdp";
            options["BpfDirectory"] = KernelPrograms.PinsOf(mux.Name);
        }

        return Write(mux.Name, "Mux", options);
    }

    public static string ForAgent(LabServer server, FleetShape shape, int feedPort) =>
        Write(server.Name, "Backend", new JsonObject
        {
            ["Name"] = server.Name,
            ["Address"] = server.Address,
            ["Controller"] = Feed(feedPort),
            ["StateDirectory"] = Workspace.Make(server.Name),
            ["ControlSocket"] = Path.Combine(Workspace.Root, server.Name + ".sock"),
            ["MetricsListen"] = $"127.0.0.1:{AgentMetricsPort}",
            ["Datapath"] = shape.AgentsInKernel ? "xdp" : "portable",
            ["BpfDirectory"] = KernelPrograms.PinsOf(server.Name),
        });

    private static string Write(string name, string section, JsonObject options)
    {
        string path = Path.Combine(Workspace.Make("options"), name + ".json");
        File.WriteAllText(path, new JsonObject { [section] = options }.ToJsonString(Indented));
        return path;
    }
}
