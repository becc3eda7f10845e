using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Tests.Support;

/// <summary>Our server, with the contract that <c>Node/server.mjs</c> has too.</summary>
internal sealed class ContractServer : ITestServer
{
    private readonly WebApplication _app;

    private ContractServer(WebApplication app, SocketIOServer io)
    {
        _app = app;
        IO = io;
        Url = new Uri(app.Urls.Single());
    }

    public Uri Url { get; }

    public SocketIOServer IO { get; }

    /// <summary>Starts one.</summary>
    /// <param name="options">Changes the server's options.</param>
    /// <param name="receipts">Gets what was recorded; it may outlive the server.</param>
    /// <param name="port">The port; any if it is 0.</param>
    public static async Task<ContractServer> StartAsync(Action<SocketIOOptions>? options = null, ConcurrentQueue<int>? receipts = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddSocketIO(options);
        var app = builder.Build();
        var io = app.MapSocketIO();
        SetUp(io, receipts ?? new ConcurrentQueue<int>());
        await app.StartAsync().Within();
        return new ContractServer(app, io);
    }

    /// <summary>Ends at once: connections break, as if the process had died.</summary>
    public async Task KillAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).Within();
        await _app.DisposeAsync().Within();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static void SetUp(SocketIOServer io, ConcurrentQueue<int> receipts)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        io.Of("/auth").Use(static socket => socket.Handshake.Auth.GetString("token") == "secret"
            ? default
            : throw new ConnectRefusedException("Unauthorized", new { code = 42, bytes = "010203" }));
        io.Of("/held").Use(async socket => await released.Task);
        foreach (var name in (string[])["/", "/chat", "/auth", "/held"])
        {
            io.Of(name).OnConnection(async socket =>
            {
                socket.On("echo", static incoming => incoming.Acknowledgement.SendAsync(incoming.Arguments));
                socket.On("say", incoming => socket.EmitAsync("said", incoming.Arguments));
                socket.On("say all", async incoming => await io.Of(name).To("all").EmitAsync("said", incoming.Arguments.Get<string>(0)));
                socket.On<int, int>("numbers from", async (first, count) =>
                {
                    for (var i = first; i < first + count; i++)
                    {
                        await socket.EmitAsync("number", i, i % 7 == 0 ? BitConverter.GetBytes(i) : null);
                    }
                });
                socket.On("ask", async incoming =>
                {
                    var args = Enumerable.Range(1, incoming.Arguments.Count - 1).Select(object? (i) => incoming.Arguments.Get<object>(i)).ToArray();
                    await socket.EmitAsync("answered", await socket.EmitWithAckAsync(incoming.Arguments.Get<string>(0)!, args));
                });
                socket.On("never", static () => { });
                var expected = 0;
                var wrong = 0;
                socket.On<int, byte[]?>("count", (number, bytes) => wrong += number != expected++ || (number % 7 == 0) != (bytes is not null) ? 1 : 0);
                socket.On("counted", ack => ack.SendAsync(new[] { expected, wrong }));
                socket.On("kick", () => socket.Disconnect());
                socket.On("cut", () => socket.Session.Close());
                socket.On("whoami", ack => ack.SendAsync(socket.Id));
                socket.On("auth", ack => ack.SendAsync(socket.Handshake.Auth));
                socket.On("transport", ack => ack.SendAsync(socket.TransportName));
                socket.On<int>("record", async (id, ack) =>
                {
                    receipts.Enqueue(id);
                    if (id % 2 == 0)
                    {
                        // There is a moment to die in.
                        await Task.Delay(2);
                    }

                    await ack.SendAsync(id);
                });
                socket.On("receipts", ack => ack.SendAsync(receipts.ToArray()));
                socket.On<string>("members", (ns, ack) => ack.SendAsync(io.Of(ns).Sockets.Count));
                socket.On("release", () => { released.TrySetResult(); });
                socket.On<int>("cut and send", async count =>
                {
                    socket.Session.Close();
                    for (var i = 0; i < count; i++)
                    {
                        await io.Of(name).To("all").EmitAsync("missed", i);
                    }
                });
                await socket.JoinAsync("all");
            });
        }
    }
}
