using Beamer.Lab.Network;

namespace Beamer.Lab.Servers;

/// <summary>nginx on one server: a big file of stamped records, and a short answer that names the server.</summary>
internal static class WebServer
{
    public const string LongPath = "/long";
    public const string ShortPath = "/who";

    /// <summary>Starts it in the server's namespace; it is up when this returns.</summary>
    public static void Start(LabServer server)
    {
        string directory = Workspace.Make($"nginx-{server.Name}");
        Directory.CreateDirectory(Path.Combine(directory, "files"));
        StampedFile.Write(Path.Combine(directory, "files", LongPath[1..]), server.Number);
        string configuration = Path.Combine(directory, "nginx.conf");
        File.WriteAllText(configuration, Configuration(server, directory));
        // Its parent returns once the child listens.
        HostTool.Run(
            "ip", "netns", "exec", Namespaces.Of(server.Name), "nginx",
            "-p", directory, "-c", configuration, "-e", Path.Combine(directory, "error.log"));
    }

    private static string Configuration(LabServer server, string directory) => $$"""
        user root;
        worker_processes 1;
        pid {{directory}}/nginx.pid;
        error_log {{directory}}/error.log;
        events { worker_connections 8192; }
        http {
          access_log off;
          client_body_temp_path {{directory}}/body;
          proxy_temp_path {{directory}}/proxy;
          fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi;
          scgi_temp_path {{directory}}/scgi;
          keepalive_requests 1000000;
          keepalive_timeout 600;
          send_timeout 600;
          sendfile on;
          server {
            # A small buffer keeps content in the server until the client wants it: its ACKs matter all the time.
            listen {{AddressPlan.Vip}}:{{AddressPlan.ServicePort}} backlog=4096 sndbuf=16k;
            root {{directory}}/files;
            location = {{ShortPath}} { default_type text/plain; return 200 "{{server.Name}}\n"; }
          }
        }
        """;
}
