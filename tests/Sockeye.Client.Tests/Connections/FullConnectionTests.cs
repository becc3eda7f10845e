namespace Sockeye.Client.Tests.Connections;

/// <summary>What becomes of packets that the connection has no room for, because the server does not read.</summary>
public sealed class FullConnectionTests
{
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task Connect_MoreWaitsThanTheConnectionHasRoomFor_IsAllSentInOrder()
    {
        await using var client = CreateClient();
        var (a, b) = (client.Of("/a"), client.Of("/b"));
        await a.EmitAsync("a", new string('x', 600));
        await b.EmitAsync("b1", new string('x', 600));
        await b.EmitAsync("b2", new string('x', 100));
        a.Connect();
        b.Connect();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        var server = attempt.Socket;
        Assert.Equal("40/a,", await server.NextAsync());
        Assert.Equal("40/b,", await server.NextAsync());
        server.Hold();
        server.Send("""40/a,{"sid":"a"}""");
        server.Send("""40/b,{"sid":"b"}""");
        await Waiting.Until(() => a.Connected && b.Connected);
        server.Release();

        Assert.StartsWith("""42/a,["a",""", await server.NextAsync());
        Assert.StartsWith("""42/b,["b1",""", await server.NextAsync());
        Assert.StartsWith("""42/b,["b2",""", await server.NextAsync());
        await b.EmitAsync("b3");
        Assert.Equal("""42/b,["b3"]""", await server.NextAsync());
        Assert.Equal((0, 0), (a.SendBufferCount, b.SendBufferCount));
    }

    [Fact]
    public async Task Connect_ConnectionIsFull_AsksTheServerAllTheSame()
    {
        await using var client = CreateClient();
        var server = await _network.ConnectAsync(client.Of("/"));
        var sent = await FillAsync(server, client.Of("/"));
        var connecting = client.Of("/longer").ConnectAsync();
        server.Release();
        await SkipAsync(server, sent);

        Assert.Equal("40/longer,", await server.NextAsync());
        server.Send("""40/longer,{"sid":"b"}""");
        await connecting.Within();
    }

    [Fact]
    public async Task Disconnect_ConnectionIsFull_TellsTheServerAllTheSame()
    {
        await using var client = CreateClient();
        var server = await _network.ConnectAsync(client.Of("/"));
        var connecting = client.Of("/longer").ConnectAsync();
        Assert.Equal("40/longer,", await server.NextAsync());
        server.Send("""40/longer,{"sid":"b"}""");
        await connecting.Within();
        var sent = await FillAsync(server, client.Of("/"));
        client.Of("/longer").Disconnect();
        server.Release();
        await SkipAsync(server, sent);

        Assert.Equal("41/longer,", await server.NextAsync());
    }

    [Fact]
    public async Task Retries_ConnectionIsFull_LosesNoTry()
    {
        await using var client = CreateClient(static options => options.Retries = 1);
        var socket = client.Of("/");
        var filled = new Inbox<bool>();
        socket.On("fill", async (Acknowledgement acknowledgement) =>
        {
            await Record.ExceptionAsync(async () => await acknowledgement.SendAsync(new string('x', 100)));
            filled.Add(true);
        });
        var server = await _network.ConnectAsync(socket);
        server.Hold();
        for (var i = 0; i < 20; i++)
        {
            server.Send($"""42{i}["fill"]""");
        }

        await filled.NextAsync(20);
        var answer = socket.EmitWithAckAsync<int>("question", new string('x', 300));
        server.Release();
        string question;
        while (!(question = await server.NextAsync()).Contains("question", StringComparison.Ordinal))
        {
        }

        server.Send($"43{question[2..question.IndexOf('[', StringComparison.Ordinal)]}[1]");
        Assert.Equal(1, await answer.Within());
    }

    [Fact]
    public async Task Acknowledgement_ConnectionIsFull_ThrowsAsAnEventDoes()
    {
        await using var client = CreateClient();
        var socket = client.Of("/");
        var thrown = new Inbox<Exception?>();
        socket.On("question", async (Acknowledgement acknowledgement) => thrown.Add(await Record.ExceptionAsync(async () => await acknowledgement.SendAsync(new string('x', 100)))));
        var server = await _network.ConnectAsync(socket);
        await FillAsync(server, socket);

        server.Send("""427["question"]""");

        Assert.Contains("MaxSendBufferBytes", Assert.IsType<IOException>(await thrown.NextAsync()).Message, StringComparison.Ordinal);
        server.Release();
    }

    private SocketIOClient CreateClient(Action<SocketIOClientOptions>? configure = null) => _network.CreateClient(TimeProvider.System, options =>
    {
        options.MaxSendBufferBytes = 1000;
        configure?.Invoke(options);
    });

    private static async Task<int> FillAsync(FakeWebSocket server, ClientSocket socket)
    {
        server.Hold();
        var sent = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; sent < 1000; sent++)
            {
                await socket.EmitAsync("e");
            }
        });
        return sent;
    }

    private static async Task SkipAsync(FakeWebSocket server, int count)
    {
        for (; count > 0; count--)
        {
            Assert.StartsWith("42[", await server.NextAsync());
        }
    }
}
