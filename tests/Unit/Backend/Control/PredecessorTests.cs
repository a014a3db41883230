using System.Net.Sockets;
using Beamer.Backend;
using Beamer.Backend.Control;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Control;

public sealed class PredecessorTests : IDisposable
{
    private readonly string _socket = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_socket);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_nobody_listens_there_is_nobody_to_wait_for(bool hasLeftItsSocket)
    {
        using (Socket killed = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(_socket));
            killed.Listen();
        }

        // .NET takes the file away with its socket; a killed process does not.
        if (hasLeftItsSocket) LeaveSocket();
        Assert.Equal(hasLeftItsSocket, File.Exists(_socket));
        Predecessor predecessor = new(
            new BackendOptions { ControlSocket = _socket }, TimeProvider.System, NullLogger<Predecessor>.Instance);
        await predecessor.TakeOverAsync(TestContext.Current.CancellationToken);
    }

    private void LeaveSocket()
    {
        string other = _socket + ".new";
        using Socket killed = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        killed.Bind(new UnixDomainSocketEndPoint(other));
        File.Move(other, _socket);
    }
}
