namespace Sockeye.Tests.Connections;

/// <summary>The client's packets wait for the connection handlers, also where a middleware has moved them to another thread.</summary>
public sealed class StartOrderTests
{
    [Fact]
    public async Task Events_RightAfterTheWelcome_FindTheListeners()
    {
        var got = new Inbox<int>();
        await using var server = await TestServer.StartAsync(io => io
            .Use(static async _ => await Task.Delay(1))
            .OnConnection(socket =>
            {
                Thread.Sleep(20); // the handler is slow to add its listeners, the client quick to send
                socket.On<int>("e", got.Add);
            }));

        for (var i = 0; i < 10; i++)
        {
            await using var client = await server.ConnectAsync();
            await client.SendAsync($"42[\"e\",{i}]");
            Assert.Equal(i, await got.NextAsync());
        }
    }

    [Fact]
    public async Task Disconnect_RightAfterTheWelcome_FindsTheListeners()
    {
        var reasons = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io
            .Use(static async _ => await Task.Delay(1))
            .OnConnection(socket =>
            {
                Thread.Sleep(20);
                socket.OnDisconnect(reason => reasons.Add(reason.Name));
            }));

        for (var i = 0; i < 10; i++)
        {
            await using var client = await server.ConnectAsync();
            await client.CloseAsync();
            Assert.Equal(DisconnectReason.TransportClose, await reasons.NextAsync());
        }
    }
}
