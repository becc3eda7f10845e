extern alias Minimal;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary><c>samples/Minimal</c>: the first server of the README.</summary>
public sealed partial class MinimalTests : IAsyncDisposable
{
    private readonly WebApplicationFactory<Minimal::Program> _minimal = new();

    [Fact]
    public async Task Say_IsHeardInTheRoom()
    {
        var (joined, said) = (new Inbox<string>(), new Inbox<string>());
        await using var ann = _minimal.CreateSocketIOClient("/chat");
        await using var bob = _minimal.CreateSocketIOClient("/chat");
        ann.Of().On<string>("joined", joined.Add);
        ann.Of().On<string>("said", said.Add);
        bob.Of().On<string>("said", said.Add);
        await ann.Of().ConnectAsync().Within();
        await bob.Of().ConnectAsync().Within();

        ann.Of().Emit("join", "tea");
        ann.Of().Emit("say", "tea", "first");
        Assert.Equal("first", await said.NextAsync());
        bob.Of().Emit("join", "tea");
        Assert.Equal(bob.Of().Id, await joined.NextAsync());
        ann.Of().Emit("say", "tea", "second");

        Assert.Equal(["second", "second"], await said.NextAsync(2));
    }

    [Theory]
    [InlineData("csharp", "Program.cs")]
    [InlineData("html", "wwwroot/index.html")]
    public void Readme_HasTheSameFile(string language, string file)
    {
        var readme = Read("README.md");
        var firstServer = readme[readme.IndexOf("## First server", StringComparison.Ordinal)..];

        var shown = Fences().Matches(firstServer).First(block => block.Groups["language"].Value == language).Groups["code"].Value;

        Assert.Equal(shown, Read(Path.Combine("samples/Minimal", file)));
    }

    [Fact]
    public async Task Page_IsServed()
    {
        using var http = _minimal.CreateClient();

        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(Read("samples/Minimal/wwwroot/index.html"), page);
    }

    public ValueTask DisposeAsync() => _minimal.DisposeAsync();

    private static string Read(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sockeye.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no Sockeye.slnx above the tests.");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, path));
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
