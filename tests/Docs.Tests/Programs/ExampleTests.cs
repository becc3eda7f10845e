using System.Text.Json;
using Docs.Tests.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye;
using Sockeye.Client;

namespace Docs.Tests.Programs;

/// <summary>Main examples do what their pages say.</summary>
[Collection("Programs")]
public sealed class ExampleTests
{
    private const string Address = "http://localhost:3000";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("README.md", "/chat")]
    [InlineData("docs/rooms.md", "/")]
    public async Task Say_InARoom_ReachesItsMembers(string path, string name)
    {
        await using var program = Start(path);
        await using var client = await ConnectAsync(program, name);
        await using var other = await ConnectAsync(program, name);
        var joined = Next(other, "joined");
        await JoinAsync(other);
        await JoinAsync(client);
        var said = Next(other, "said", "hello");

        await client.Socket.EmitAsync("say", "tea", "hello");

        Assert.Equal(client.Socket.Id, (await joined.WaitAsync(Limit)).Get<string>(0));
        await said.WaitAsync(Limit);

        // Who hears what it says itself has joined.
        static async Task JoinAsync(Connected client)
        {
            var said = Next(client, "said", client.Socket.Id);
            await client.Socket.EmitAsync("join", "tea");
            await client.Socket.EmitAsync("say", "tea", client.Socket.Id);
            await said.WaitAsync(Limit);
        }
    }

    [Fact]
    public async Task FirstServer_Say_ReachesAllClients_AndLengthIsAnswered()
    {
        await using var program = Start("docs/first-server.md");
        await using var client = await ConnectAsync(program);
        await using var other = await ConnectAsync(program);
        var said = Next(other, "said");

        await client.Socket.EmitAsync("say", "hello");

        Assert.Equal(client.Socket.Id, (await said.WaitAsync(Limit)).Get<string>(0));
        Assert.Equal("hello", (await said).Get<string>(1));
        Assert.Equal(5, await client.Socket.EmitWithAckAsync<int>("length", "hello"));
    }

    [Fact]
    public async Task Events_OfTheExample_AreAnsweredAsThePageSays()
    {
        await using var program = Start("docs/events.md");
        await using var client = await ConnectAsync(program);

        Assert.Equal(3, await client.Socket.EmitWithAckAsync<int>("sum", 1, 2));
        Assert.Equal(4.5m, await client.Socket.EmitWithAckAsync<decimal>("price", "tea"));
        var missing = await client.Socket.EmitWithAckAsync("order", "tea");
        Assert.Contains(missing.Get<JsonElement>(0).GetRawText().Replace("\\u0022", "\\\"", StringComparison.Ordinal), Repository.Read("docs/events.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authentication_OfTheExample_LetsInWhomThePoliciesAllow()
    {
        await using var program = Start("docs/authentication.md");
        var address = await program.ListeningAsync();
        await using var stranger = new SocketIOClient(address);
        using var http = new HttpClient { BaseAddress = address };
        using var signedIn = await http.PostAsync(new Uri("/login?name=ann", UriKind.Relative), null);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        await using var ann = new SocketIOClient(address, options => options.Headers["Cookie"] = cookie);
        var hello = new TaskCompletionSource<string>();
        ann.Of("/chat").On<string>("hello", hello.SetResult);

        var refused = await Assert.ThrowsAsync<ConnectException>(() => stranger.Of("/chat").ConnectAsync().WaitAsync(Limit));
        await ann.Of("/chat").ConnectAsync().WaitAsync(Limit);
        var forbidden = await Assert.ThrowsAsync<ConnectException>(() => ann.Of("/admin").ConnectAsync().WaitAsync(Limit));

        Assert.Equal("Unauthorized", refused.Message);
        Assert.Equal("ann", await hello.Task.WaitAsync(Limit));
        Assert.Equal("Forbidden", forbidden.Message);
        Assert.Equal("E_FORBIDDEN", forbidden.ErrorData!.Get<JsonElement>(0).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Namespace_OfTheExample_WantsTheKey()
    {
        await using var program = Start("docs/namespaces.md");
        await using var io = new SocketIOClient(await program.ListeningAsync());
        var admin = io.Of("/admin");

        var refused = await Assert.ThrowsAsync<ConnectException>(() => admin.ConnectAsync().WaitAsync(Limit));
        admin.Auth = new { key = "secret" };
        await admin.ConnectAsync().WaitAsync(Limit);

        Assert.Equal("Wrong key", refused.Message);
        Assert.Equal(0, (await admin.EmitWithAckAsync<JsonElement>("stats")).GetProperty("clients").GetInt32());
    }

    [Fact]
    public async Task Client_OfTheExample_TalksToAServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        app.MapSocketIO().Of("/chat").OnConnection(static socket => socket
            .On("message", (string text) => socket.Emit("message", text, 1))
            .On("join", static (string room) => room));
        await app.StartAsync();
        var page = Page.Read("docs/client.md");
        var block = PageProgram.FindClient(page)!;
        Assert.Contains(Address, block.Code, StringComparison.Ordinal);

        await using var program = PageProgram.Start(page, block with { Code = block.Code.Replace(Address, app.Urls.Single(), StringComparison.Ordinal) });

        Assert.True(await program.ExitAsync() == 0, program.Output);
        Assert.Contains("joined tea", program.Output, StringComparison.Ordinal);
    }

    private static PageProgram Start(string path)
    {
        var page = Page.Read(path);
        return PageProgram.Start(page, PageProgram.FindServer(page)!);
    }

    private static async Task<Connected> ConnectAsync(PageProgram program, string name = "/")
    {
        var io = new SocketIOClient(await program.ListeningAsync());
        var socket = io.Of(name);
        await socket.ConnectAsync().WaitAsync(Limit);
        return new Connected(io, socket);
    }

    // The next event with that text as its last argument, or with any.
    private static Task<EventArguments> Next(Connected client, string name, string? text = null)
    {
        var next = new TaskCompletionSource<EventArguments>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Socket.On(name, (ReceivedEvent e) =>
        {
            if (text is null || e.Arguments.Get<string>(e.Arguments.Count - 1) == text)
            {
                next.TrySetResult(e.Arguments);
            }
        });
        return next.Task;
    }

    private sealed record Connected(SocketIOClient IO, ClientSocket Socket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => IO.DisposeAsync();
    }
}
