using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Testing.Tests.Guide;

/// <summary>The code of docs/testing.md, word for word.</summary>
public sealed partial class TestingGuideTests
{
    [Fact]
    public async Task Factory_OfTheGuide_Works()
    {
        await using var factory = new WebApplicationFactory<Program>();
        await using var io = factory.CreateSocketIOClient("/chat");
        var chat = io.Of();
        chat.Auth = new { name = "ann" };

        await chat.ConnectAsync();

        Assert.True(chat.Connected);
    }

    [Fact]
    public async Task TestServer_OfTheGuide_Works()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        app.MapSocketIO().OnConnection(socket => socket.On("ping", () => "pong"));
        await app.StartAsync();

        await using var io = app.GetTestServer().CreateSocketIOClient(configure: options =>
        {
            options.Headers["Authorization"] = "Bearer test";
            options.Transports = [ClientTransport.WebSocket];
        });
        await io.Of().ConnectAsync();

        Assert.Equal("pong", await io.Of().EmitWithAckAsync<string>("ping"));
    }

    internal static async Task JoinAsync(Socket socket, string room)
    {
        await socket.JoinAsync(room);
        await socket.To(room).EmitAsync("user joined", socket.User.Identity?.Name);
        await socket.EmitAsync("welcome", room);
    }

    [Fact]
    public async Task FakeSocket_OfTheGuide_Works()
    {
        await using var fake = await FakeSocket.ConnectAsync("/chat", client => client.SignIn("ann"));

        await JoinAsync(fake.Socket, "tea");

        Assert.Equal(["tea"], fake.Joined);
        Assert.Equal(["user joined", "welcome"], fake.Emits.Select(emit => emit.Name));
        Assert.Equal(["tea"], fake.Emits[0].Rooms);
        Assert.Equal("ann", fake.Emits[0].Get<string>());
        Assert.Equal("welcome", Assert.Single(fake.Received).Name);
    }

    [Fact]
    public async Task FakeServer_OfTheGuide_Works()
    {
        await using var server = new FakeServer(services => services.AddSingleton<IGreeter, Greeter>());
        server.IO.Use(socket =>
        {
            if (socket.Handshake.Auth.GetString("token") != "secret")
            {
                throw new ConnectRefusedException("not allowed");
            }
        });
        server.IO.OnConnection(socket => socket
            .On("greet", (string name, IGreeter greeter) => greeter.Greet(name))
            .On("say", (string text) => socket.Broadcast.EmitAsync("said", text)));

        await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync());
        await using var ann = await server.ConnectAsync(configure: client => client.Auth = new { token = "secret" });
        await using var bob = await server.ConnectAsync(configure: client => client.Auth = new { token = "secret" });

        Assert.Equal("Hello, ann.", await ann.DeliverAsync<string>("greet", "ann"));
        Assert.Null(await ann.DeliverAsync("say", "hi"));
        Assert.Equal("hi", Assert.Single(bob.Received).Get<string>());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task HandlerClass_OfTheGuide_Works()
    {
        await using var server = new FakeServer(services => services.AddSingleton<IGreeter, Greeter>());
        server.IO.Of("/tea").MapHandlers<TeaHandlers>();
        await using var fake = await server.ConnectAsync("/tea");

        Assert.Equal("Hello, oolong.", await fake.DeliverAsync<string>("join", "oolong"));
        Assert.Equal("Hello, mint.", await new TeaHandlers(fake.Socket, new Greeter()).JoinAsync("mint"));
        Assert.Equal(["oolong", "mint"], fake.Joined);
    }

    [Fact]
    public async Task Answers_OfTheGuide_Work()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Client.On("vote", (string topic) => $"yes to {topic}");

        var answer = await fake.Socket.EmitWithAckAsync("vote", "tea");

        Assert.Equal("yes to tea", answer.Get<string>(0));
    }

    [Fact]
    public async Task Clock_OfTheGuide_Works()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeServer(services => services.AddSingleton<TimeProvider>(time));
        await using var fake = await server.ConnectAsync();

        var vote = fake.Socket.Timeout(TimeSpan.FromSeconds(30)).EmitWithAckAsync("vote");
        time.Advance(TimeSpan.FromSeconds(31));

        await Assert.ThrowsAsync<TimeoutException>(() => vote);
    }

    [Fact]
    public void Code_OfTheGuide_IsThatOfTheseTests()
    {
        var folder = Path.GetDirectoryName(ThisFile())!;
        var here = string.Join('\n', Directory.GetFiles(folder, "*.cs").Select(static file => Flat(File.ReadAllText(file))));
        var guide = File.ReadAllText(Path.Combine(folder, "../../../docs/testing.md"));
        var blocks = Code().Matches(guide);

        Assert.Equal(9, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Flat(block.Groups["code"].Value), here, StringComparison.Ordinal));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // Without the indentation, and without the usings, which stand at the top of a file.
    private static string Flat(string code) => string.Join('\n', Using().Replace(code, "").Trim().Split('\n').Select(static line => line.Trim()));

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
