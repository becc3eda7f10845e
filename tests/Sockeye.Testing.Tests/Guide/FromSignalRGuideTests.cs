using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Fixture.FromSignalR;
using Sockeye.Testing.Tests.Support;

namespace Sockeye.Testing.Tests.Guide;

/// <summary>The code of docs/from-signalr.md: its port with the .NET client, and that all of it is what is compiled. <c>tests/Interop</c> has the port with the JavaScript client.</summary>
public sealed partial class FromSignalRGuideTests
{
    private const string Sources = "../../Fixture/FromSignalR";

    [Fact]
    public async Task Client_OfTheGuide_Works()
    {
        await using var app = await MemoryApp.StartAsync(
            static io => io.Of("/chat").MapHandlers<ChatHandlers>(),
            static options => options.UserIdClaim = ClaimTypes.NameIdentifier,
            static app => app.Use((context, next) =>
            {
                context.User = new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ann"), new Claim(ClaimTypes.Role, "moderator")], "Test"));
                return next(context);
            }),
            static services => services.AddSingleton<MessageLog>().AddAuthorizationBuilder().AddPolicy("Moderators", static policy => policy.RequireRole("moderator")));
        await using var io = app.CreateClient();
        var said = new Inbox<Message>();
        var replayed = new List<Message>();

        var chat = io.Of("/chat");
        chat.On("said", (string room, Message message) => said.Add(message));
        chat.On("confirm", (string question) => true);
        await chat.ConnectAsync();
        var count = await chat.EmitWithAckAsync<int>("join", "tea");
        await chat.EmitAsync("say", "tea", "hello");
        await foreach (var message in chat.EmitWithStreamAsync<Message>("replay", "tea"))
        {
            replayed.Add(message);
        }

        var hello = new Message("ann", "hello");
        Assert.Equal(0, count);
        Assert.Equal([hello], replayed);
        Assert.Equal(hello, await said.NextAsync());
        Assert.True(await chat.EmitWithAckAsync<bool>("clear", "tea"));
        Assert.Equal(0, await chat.EmitWithAckAsync<int>("join", "tea"));
    }

    [Fact]
    public void Code_OfTheGuide_IsWhatIsCompiled()
    {
        var csharp = Flat([Read("FromSignalRGuideTests.cs"), .. Directory.GetFiles(PathOf(Sources), "*.cs").Select(File.ReadAllText)]);
        var javaScript = Flat(Read("../../Interop/test/from-signalr.test.mjs"));
        var blocks = Code().Matches(Guide());

        Assert.Equal(7, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Flat(block.Groups["code"].Value), block.Groups["language"].Value == "js" ? javaScript : csharp, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_OfTheGuide_AreThoseOfTheHubAndOfItsPort()
    {
        var hub = Read($"{Sources}/ChatHub.cs") + Read($"{Sources}/SignalRApp.cs");
        var port = Read($"{Sources}/ChatHandlers.cs") + Read($"{Sources}/SockeyeApp.cs");
        var lines = Line().Matches(Guide().Split("## Line by line")[1].Split("\n## ")[0]).Skip(1).ToList();

        Assert.Equal(18, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Contains(line.Groups["hub"].Value, hub, StringComparison.Ordinal);
            Assert.Contains(line.Groups["port"].Value, port, StringComparison.Ordinal);
        });
    }

    private static string Guide() => Read("../../../docs/from-signalr.md");

    private static string Read(string path) => File.ReadAllText(PathOf(path));

    private static string PathOf(string path) => Path.Combine(Path.GetDirectoryName(ThisFile())!, path);

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // Without the indentation, and without the usings, which stand at the top of a file.
    private static string Flat(params IEnumerable<string> texts) =>
        string.Join('\n', texts.Select(static text => string.Join('\n', Using().Replace(text, "").Trim().Split('\n').Select(static line => line.Trim()))));

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^```(?<language>csharp|js)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `(?<hub>[^`]+)` \| `(?<port>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}
