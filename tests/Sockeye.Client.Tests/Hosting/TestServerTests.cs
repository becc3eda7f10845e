using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Tests.Hosting;

/// <summary>Both sides in one process, without a port, as applications test themselves.</summary>
public sealed class TestServerTests
{
    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    [InlineData(ClientTransport.Polling, ClientTransport.WebSocket)]
    public async Task TestServer_OverEachTransport_IsConnectedTo(params ClientTransport[] transports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        app.MapSocketIO().OnConnection(static socket => socket
            .On<string>("message", text => socket.EmitAsync("message-back", text))
            .On<byte[]>("echo", (bytes, answer) => answer.SendAsync(bytes)));
        await app.StartAsync().Within();
        using var invoker = new HttpMessageInvoker(app.GetTestServer().CreateHandler());
        await using (var client = new SocketIOClient("http://localhost", options =>
        {
            options.HttpMessageInvoker = invoker;
            options.Transports = transports;
            options.ConnectWebSocket = (request, cancel) => app.GetTestServer().CreateWebSocketClient().ConnectAsync(request.Uri, cancel);
        }))
        {
            var socket = client.Of();
            var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var upgraded = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            client.OnUpgrade(upgraded.SetResult);
            socket.On<string>("message-back", heard.SetResult);
            await socket.ConnectAsync().Within();
            if (transports.Length > 1)
            {
                Assert.Equal("websocket", await upgraded.Task.Within());
            }

            await socket.EmitAsync("message", "hello");

            Assert.Equal("hello", await heard.Task.Within());
            Assert.Equal([1, 2, 3], await socket.EmitWithAckAsync<byte[]>("echo", new byte[] { 1, 2, 3 }).Within());
        }

        await app.StopAsync().Within();
    }
}
