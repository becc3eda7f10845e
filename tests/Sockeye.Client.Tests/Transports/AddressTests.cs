using System.Net.WebSockets;

namespace Sockeye.Client.Tests.Transports;

public sealed class AddressTests
{
    [Theory]
    [InlineData("http://[::1]:3000", "ws://[::1]:3000/socket.io/")]
    [InlineData("http://[fe80::1%eth0]:3000", "ws://[fe80::1%eth0]:3000/socket.io/")]
    [InlineData("https://bücher.example", "wss://xn--bcher-kva.example/socket.io/")]
    [InlineData("http://ann:secret@server.test", "ws://server.test/socket.io/")]
    public async Task Address_OfAnyForm_IsThatOfTheRequests(string url, string expected)
    {
        var address = new TaskCompletionSource<Uri>();
        await using var client = new SocketIOClient(url, options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.Reconnection = false;
            options.ConnectWebSocket = (request, _) =>
            {
                address.TrySetResult(request.Uri);
                throw new WebSocketException("enough");
            };
        });
        client.Of().Connect();

        var uri = await address.Task.Within();

        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        Assert.Equal(expected, $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : ":" + uri.Port)}{uri.AbsolutePath}");
    }

    [Theory]
    [InlineData(ClientTransport.Polling, "polling")]
    [InlineData(ClientTransport.WebSocket, "websocket")]
    public async Task Address_WithParametersOfEngineIO_HasEachOnce(ClientTransport transport, string name)
    {
        await using var server = RawServer.Start(static _ => RawServer.Http(404, ""));
        var url = new UriBuilder(server.Url) { Query = "EIO=3&transport=none&a=1&t=2" }.Uri;
        await using var client = new SocketIOClient(url, options =>
        {
            options.Transports = [transport];
            options.Reconnection = false;
            options.TimestampRequests = true;
            options.Query["sid"] = "old";
            options.Query["b"] = "2";
        });

        await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        Assert.StartsWith($"/socket.io/?a=1&b=2&EIO=4&transport={name}&t=", Assert.Single(server.Requests).Target, StringComparison.Ordinal);
    }
}
