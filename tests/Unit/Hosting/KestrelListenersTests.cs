using System.Net.Sockets;
using Beamer.Hosting;
using Xunit;

namespace Beamer.Tests.Unit.Hosting;

public sealed class KestrelListenersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("beamer-").FullName;

    private string SocketPath => Path.Combine(_folder, "control.sock");

    [Fact]
    public void A_file_with_content_is_named_and_never_removed()
    {
        File.WriteAllText(SocketPath, "precious");
        Assert.Contains("is a file and no socket", Refusal(SocketPath), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void A_path_that_is_too_long_for_a_socket_is_named() => Assert.Contains(
        "cannot be made", Refusal(Path.Combine(_folder, new string('x', 108))), StringComparison.Ordinal);

    [Fact]
    public void A_socket_that_somebody_answers_is_left_alone()
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        Assert.Contains("Another process listens on", Refusal(SocketPath), StringComparison.Ordinal);
        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void A_socket_that_nobody_answers_is_removed()
    {
        using Socket deserted = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        deserted.Bind(new UnixDomainSocketEndPoint(SocketPath));
        KestrelListeners.ListenGrpc(DaemonHost.CreateBuilder([]), SocketPath);
        Assert.False(File.Exists(SocketPath));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Refusal(string path) => Assert.Throws<StartException>(
        () => KestrelListeners.ListenGrpc(DaemonHost.CreateBuilder([]), path)).Message;
}
