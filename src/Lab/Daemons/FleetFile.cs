using System.Globalization;
using System.Text;
using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>The fleet that the lab starts with, as an operator would write it. Pure.</summary>
internal static class FleetFile
{
    public const string Pool = "web";
    public const int Buckets = 65536;

    public static string Write(FleetDeclaration declaration, IEnumerable<LabMux> muxes)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $$"""
            pools:
              - name: {{Pool}}
                buckets: {{Buckets}}
                previous: 2
                header: beamer
            services:
              - vip: {{AddressPlan.Vip}}
                port: {{AddressPlan.ServicePort}}
                protocol: tcp
                pool: {{Pool}}
            servers:

            """);
        foreach (LabServer server in declaration.Servers)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  - {{ name: {server.Name}, address: {server.Address}, pool: {Pool}, ");
            text.Append(CultureInfo.InvariantCulture,
                $"weight: {declaration.WeightOf(server)}, drain: {Word(declaration.Draining.Contains(server))} }}\n");
        }

        text.Append("muxes:\n");
        foreach (LabMux mux in muxes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: {mux.Name}, address: {mux.Address} }}\n");
        }

        return text.ToString();
    }

    private static string Word(bool value) => value ? "true" : "false";
}
