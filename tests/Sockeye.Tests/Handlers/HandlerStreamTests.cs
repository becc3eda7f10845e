using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Handlers;

/// <summary>A method that returns a sequence streams its items, as events that any client can hear.</summary>
public sealed class HandlerStreamTests
{
    [Fact]
    public async Task Stream_Items_AreEventsBetweenStartAndEnd()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();

        var id = await OpenAsync(client, """["count",3]""");

        await client.ExpectAsync($"""42["stream:item","{id}",1]""", $"""42["stream:item","{id}",2]""", $"""42["stream:item","{id}",3]""", $"""42["stream:end","{id}"]""");
        await client.ExpectNothingAsync();
        await Waiting.Until(() => Volatile.Read(ref LogOf(server).Disposed) == 1);
    }

    [Theory]
    [InlineData("""["fail",false]""", "Internal server error\"}")]
    [InlineData("""["fail",true]""", "enough\",\"data\":{\"code\":\"E_ENOUGH\"}}")]
    public async Task Stream_ThatFails_EndsWithTheError(string sent, string error)
    {
        await using var server = await StartAsync();
        server.Log.Expect("secret of the stream");
        await using var client = await server.ConnectAsync();

        var id = await OpenAsync(client, sent);

        await client.ExpectAsync($"""42["stream:item","{id}",1]""", $$"""42["stream:end","{{id}}",{"message":"{{error}}]""");
    }

    [Fact]
    public async Task Stream_MethodThatThrows_IsAnsweredWithTheError()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["failAtOnce"]""", """422["count"]""");

        await client.ExpectAsync("""431[{"error":{"message":"no stream"}}]""", """432[{"error":{"message":"invalid arguments for \"count\": \"to\" is missing"}}]""");
    }

    [Fact]
    public async Task Stream_ThatIsCancelled_EndsItsTokenAndItself()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        var id = await OpenAsync(client, """["endless"]""");
        await client.ExpectAsync($"""42["stream:item","{id}","first"]""");

        await client.SendAsync("""42["stream:cancel","other"]""", $"""42["stream:cancel","{id}"]""");

        await client.ExpectAsync($"""42["stream:end","{id}"]""");
        Assert.Equal(["ended"], LogOf(server).Poured);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stream:cancel")]
    public async Task Stream_ListenersThatAreRemoved_CanBeCancelledAllTheSame(string? eventName)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        var id = await OpenAsync(client, """["endless"]""");
        await client.ExpectAsync($"""42["stream:item","{id}","first"]""");

        var socket = Assert.Single(server.IO.MainNamespace.Sockets.Values);
        _ = eventName is null ? socket.Off() : socket.Off(eventName);
        await client.SendAsync($"""42["stream:cancel","{id}"]""");

        await client.ExpectAsync($"""42["stream:end","{id}"]""");
    }

    [Fact]
    public async Task Stream_SocketThatGoes_EndsIt()
    {
        await using var server = await StartAsync();
        await using (var client = await server.ConnectAsync())
        {
            await OpenAsync(client, """["endless"]""");
            await client.ReceiveAsync();
        }

        await Waiting.Until(() => LogOf(server).Poured.Contains("ended"));
        await Waiting.Until(() => Volatile.Read(ref LogOf(server).Disposed) == 1);
    }

    [Fact]
    public async Task Stream_ThatIsPaused_WaitsForTheResume()
    {
        await using var server = await StartAsync();
        var items = server.App.Services.GetRequiredService<Channel<string>>();
        await using var client = await server.ConnectAsync();
        var id = await OpenAsync(client, """["listen"]""");

        await client.SendAsync($"""42["stream:pause","{id}"]""");
        await client.ExpectNothingAsync();
        items.Writer.TryWrite("a");
        await client.ExpectNothingAsync();
        await client.SendAsync($"""42["stream:resume","{id}"]""");

        await client.ExpectAsync($"""42["stream:item","{id}","a"]""");
        items.Writer.Complete();
        await client.ExpectAsync($"""42["stream:end","{id}"]""");
    }

    [Fact]
    public async Task Stream_MoreThanOneSocketMayHave_IsRefused()
    {
        await using var server = await StartAsync(static options => options.MaxStreamsPerSocket = 1);
        await using var client = await server.ConnectAsync();
        var id = await OpenAsync(client, """["endless"]""");
        await client.ReceiveAsync();

        await client.SendAsync("""422["count",1]""");
        await client.ExpectAsync("""432[{"error":{"message":"Too many streams","data":{"code":"E_TOO_MANY"}}}]""");
        await client.SendAsync($"""42["stream:cancel","{id}"]""");
        await client.ExpectAsync($"""42["stream:end","{id}"]""");

        id = await OpenAsync(client, """["count",1]""");
        await client.ExpectAsync($"""42["stream:item","{id}",1]""", $"""42["stream:end","{id}"]""");
    }

    [Fact]
    public async Task Stream_WithoutAnAcknowledgement_DoesNotStart()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["endless"]""");

        await client.ExpectNothingAsync();
        await server.Log.FindAsync("asked for no answer");
        Assert.Empty(LogOf(server).Poured);
    }

    [Fact]
    public async Task Stream_WhileHandlersAreInARow_LetsOthersCome()
    {
        await using var server = await StartAsync(static options => options.SerializeHandlers = true);
        await using var client = await server.ConnectAsync();
        var id = await OpenAsync(client, """["endless"]""");
        await client.ReceiveAsync();

        await client.SendAsync($"""42["stream:cancel","{id}"]""");

        await client.ExpectAsync($"""42["stream:end","{id}"]""");
    }

    [Fact]
    public async Task Stream_ThroughFilters_IsStreamed()
    {
        var log = new FilterLog();
        await using var server = await TestServer.StartAsync(
            io => io.MapHandlers<StreamHandlers>(options => options.AddFilter(new StampFilter("one", log))),
            services: static services => services.AddSingleton<KettleLog>().AddScoped<Kettle>().AddSingleton(Channel.CreateUnbounded<string>()));
        await using var client = await server.ConnectAsync();

        var id = await OpenAsync(client, """["count",1]""");

        await client.ExpectAsync($"""42["stream:item","{id}",1]""", $"""42["stream:end","{id}"]""");
        Assert.Equal(2, log.Stamps.Count);
    }

    [Fact]
    public async Task Stream_FasterThanTheClientTakesIt_WaitsForTheClient()
    {
        const int Items = 300;
        await using var server = await StartAsync(static options => options.Engine.MaxBufferedBytes = 200_000);
        await using var client = await server.ConnectAsync(transport: TestTransport.Polling);

        var id = await OpenAsync(client, $"""["large",{Items}]""");

        var items = 0;
        while (await client.ReceiveFrameAsync() is var frame && frame.Text != $"""42["stream:end","{id}"]""")
        {
            items += frame.Binary is null ? 0 : 1;
        }

        Assert.Equal(Items, items);
    }

    [Theory]
    [InlineData("closeServer")]
    [InlineData("removeNamespace")]
    [InlineData("closeSocket")]
    public async Task Stream_ThatClosesWhatWaitsForIt_DoesNotWaitForItself(string eventName)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/closing");

        await client.SendAsync($"""42/closing,1["{eventName}"]""");

        Assert.Equal("closed", await LogOf(server).Hooks.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_WhileAStreamEnds_WaitsForIt(bool removesNamespace)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/closing");
        await client.SendAsync("""42/closing,1["linger"]""");
        await client.ReceiveAsync();
        await client.ReceiveAsync();

        var ns = server.IO.Of("/closing");
        var closing = removesNamespace ? ns.RemoveAsync(CancellationToken.None).AsTask() : server.IO.CloseAsync(CancellationToken.None);
        await Waiting.Until(() => ns.Sockets.Count == 0);
        await Assert.ThrowsAsync<TimeoutException>(() => closing.WaitAsync(TimeSpan.FromMilliseconds(200)));
        LogOf(server).Release.SetResult();

        await closing.Within();
        Assert.Equal("ended", await LogOf(server).Hooks.Reader.ReadAsync().AsTask().Within());
    }

    [Fact]
    public async Task EmitWithStreamAsync_DotNetClient_GetsItemsAndErrors()
    {
        await using var server = await StartAsync();
        server.Log.Expect("secret of the stream");
        await using var client = new Sockeye.Client.SocketIOClient(server.Url);
        var socket = client.Of("/");
        await socket.ConnectAsync().Within();

        Assert.Equal([1, 2, 3], await ReadAsync(socket.EmitWithStreamAsync<int>("count", 3)));
        Assert.Equal([], await ReadAsync(socket.EmitWithStreamAsync<int>("count", 0)));
        Assert.Equal("enough", (await Assert.ThrowsAsync<AnswerErrorException>(() => ReadAsync(socket.EmitWithStreamAsync<int>("fail", true)))).Message);
        Assert.Equal("no stream", (await Assert.ThrowsAsync<AnswerErrorException>(() => ReadAsync(socket.EmitWithStreamAsync<int>("failAtOnce")))).Message);
        Assert.Equal(1000, (await ReadAsync(socket.EmitWithStreamAsync<int>("count", 1000), Task.Yield)).Count);
    }

    [Fact]
    public async Task EmitWithStreamAsync_ItemsTakenBeforeThePauseIsSent_ResumesTheStream()
    {
        const int Items = 256;
        await using var server = await StartAsync();
        var items = server.App.Services.GetRequiredService<Channel<string>>();
        var parser = new PauseParser();
        await using var client = new Sockeye.Client.SocketIOClient(server.Url, options => options.Parser = parser);
        var socket = client.Of("/");
        await socket.ConnectAsync().Within();
        await using var stream = socket.EmitWithStreamAsync<string>("listen").GetAsyncEnumerator();
        items.Writer.TryWrite("item");
        Assert.True(await stream.MoveNextAsync().AsTask().Within());
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.IO.Sockets[socket.Id!].On("stream:pause", paused.SetResult);
        for (var i = 0; i < Items; i++)
        {
            items.Writer.TryWrite("item");
        }

        await parser.Pausing.Task.Within();
        for (var i = 0; i < Items; i++)
        {
            Assert.True(await stream.MoveNextAsync().AsTask().Within());
        }

        parser.Release.SetResult();
        await paused.Task.Within();
        items.Writer.TryWrite("last");
        Assert.True(await stream.MoveNextAsync().AsTask().Within());
        Assert.Equal("last", stream.Current);
    }

    [Fact]
    public async Task EmitWithStreamAsync_EnumerationThatEnds_CancelsTheStream()
    {
        await using var server = await StartAsync();
        await using var client = new Sockeye.Client.SocketIOClient(server.Url);
        var socket = client.Of("/");
        await socket.ConnectAsync().Within();

        await foreach (var item in socket.EmitWithStreamAsync<string>("endless"))
        {
            Assert.Equal("first", item);
            break;
        }

        await Waiting.Until(() => LogOf(server).Poured.Contains("ended"));
    }

    [Fact]
    public async Task EmitWithStreamAsync_TokenThatEnds_CancelsTheStream()
    {
        await using var server = await StartAsync();
        await using var client = new Sockeye.Client.SocketIOClient(server.Url);
        var socket = client.Of("/");
        await socket.ConnectAsync().Within();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in socket.EmitWithStreamAsync<string>("endless", cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });

        await Waiting.Until(() => LogOf(server).Poured.Contains("ended"));
    }

    [Fact]
    public async Task EmitWithStreamAsync_ConnectionThatIsLost_Fails()
    {
        await using var server = await StartAsync();
        await using var client = new Sockeye.Client.SocketIOClient(server.Url);
        var socket = client.Of("/");
        await socket.ConnectAsync().Within();

        await Assert.ThrowsAsync<SocketDisconnectedException>(async () =>
        {
            await foreach (var _ in socket.EmitWithStreamAsync<string>("endless"))
            {
                server.IO.Sockets[socket.Id!].Disconnect();
            }
        });
    }

    private static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> items, Func<System.Runtime.CompilerServices.YieldAwaitable>? between = null)
    {
        List<T> read = [];
        await foreach (var item in items)
        {
            read.Add(item);
            if (between is not null)
            {
                await between();
            }
        }

        return read;
    }

    private static async Task<string> OpenAsync(TestClient client, string sent)
    {
        await client.SendAsync($"421{sent}");
        var answer = await client.ReceiveAsync();
        Assert.StartsWith("431[{\"stream\":\"", answer);
        return JsonElement.Parse(answer[3..])[0].GetProperty("stream").GetString()!;
    }

    private static KettleLog LogOf(TestServer server) => server.App.Services.GetRequiredService<KettleLog>();

    private static Task<TestServer> StartAsync(Action<SocketIOOptions>? options = null) => TestServer.StartAsync(
        static io =>
        {
            io.MapHandlers<StreamHandlers>();
            io.Of("/closing").MapHandlers<ClosingHandlers>();
        },
        options,
        static services => services.AddSingleton<KettleLog>().AddScoped<Kettle>().AddSingleton(Channel.CreateUnbounded<string>()));
}
