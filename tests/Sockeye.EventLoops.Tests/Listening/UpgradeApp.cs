using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sockeye.EventLoops.Tests.Fixture;

namespace Sockeye.EventLoops.Tests.Listening;

/// <summary>An application whose requests become something else, which says what may be done with the socket, does that, and echoes.</summary>
internal static class UpgradeApp
{
    public static Task<TransportApp> StartAsync(
        Action<ListenOptions>? listening = null,
        Action<KestrelServerOptions>? kestrel = null,
        Action<WebApplicationBuilder>? configure = null,
        Transport transport = Transport.EventLoops,
        bool listens = true) =>
        TransportApp.StartAsync(transport, ServeAsync, listening, kestrel, configure: configure, listens: listens);

    /// <summary>Upgrades, and has something echoed.</summary>
    /// <param name="client">New, or with another request behind it.</param>
    /// <param name="behind">What to send together with the request.</param>
    /// <returns>What the server may do with the socket.</returns>
    public static async Task<string> AskAsync(RawClient client, string behind = "")
    {
        await client.SendAsync("GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n" + behind);
        Assert.StartsWith("HTTP/1.1 101", await client.ReadHeadAsync(), StringComparison.Ordinal);
        string use = "";
        while (!use.EndsWith(';'))
        {
            use += await client.ReadAsync(1);
        }

        Assert.Equal(behind, await client.ReadAsync(behind.Length));
        await client.SendAsync("hello");
        Assert.Equal("hello", await client.ReadAsync(5));
        return use[..^1];
    }

    public static async Task<string> AskAsync(TransportApp app)
    {
        using RawClient client = await app.ConnectAsync();
        return await AskAsync(client);
    }

    private static async Task ServeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            // Whoever asks without an upgrade gets nothing.
            UpgradedConnection refused = context.Features.Get<IEventLoopFeature>() is { } feature ? await feature.UpgradeAsync() : default;
            await context.Response.WriteAsync($"{refused.Use};");
            return;
        }

        Stream stream = await upgrade.UpgradeAsync();
        UpgradedConnection upgraded = context.Features.Get<IEventLoopFeature>() is { } loops ? await loops.UpgradeAsync() : default;
        Assert.Equal(upgraded.Use == ConnectionUse.LeaveAlone, upgraded.Socket is null);
        Task echoing = EchoAsync(stream, upgraded);
        if (upgraded.Use != ConnectionUse.TakeOver)
        {
            await echoing;
        }
    }

    private static async Task EchoAsync(Stream stream, UpgradedConnection upgraded)
    {
        try
        {
            await WriteAsync(Encoding.ASCII.GetBytes($"{upgraded.Use};"));
            await WriteAsync(upgraded.Received);
            byte[] buffer = new byte[4096];
            while (await ReadAsync(buffer) is > 0 and int count)
            {
                await WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has gone.
        }

        if (upgraded.Use == ConnectionUse.TakeOver)
        {
            upgraded.Socket!.Close(resets: false);
        }

        ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => upgraded.Socket is { } socket ? socket.SendAsync(bytes) : stream.WriteAsync(bytes);

        ValueTask<int> ReadAsync(Memory<byte> buffer) => upgraded.Use == ConnectionUse.TakeOver ? upgraded.Socket!.ReceiveAsync(buffer) : stream.ReadAsync(buffer);
    }
}
