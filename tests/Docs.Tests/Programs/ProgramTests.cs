using System.Text.RegularExpressions;
using Docs.Tests.Pages;
using Docs.Tests.Snippets;
using Sockeye.Client;

namespace Docs.Tests.Programs;

/// <summary>The main example of a page is a whole program: it compiles by itself, starts, and lets a client in.</summary>
[Collection("Programs")]
public sealed partial class ProgramTests
{
    /// <summary>Pages with C# whose main example is not a server of their own.</summary>
    private static readonly string[] WithoutServer =
    [
        "docs/client.md", // a client
        "docs/from-signalr.md", // compared with what tests/Fixture runs
        "docs/testing.md", // compared with what tests/Sockeye.Testing.Tests runs
        "docs/typescript.md", // an interface
    ];

    public static TheoryData<string> Pages => [.. Repository.Pages.Except(WithoutServer).Where(static path => !path.StartsWith("docs/reference/", StringComparison.Ordinal) && !path.StartsWith("src/", StringComparison.Ordinal) && Page.Read(path).CSharp.Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void MainExample_OfAPage_CompilesByItself(string path)
    {
        var (page, block) = Read(path);

        Findings.AssertNone(Compiler.Errors(PageProgram.Compile(page, block)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task MainExample_OfAPage_LetsAClientIn(string path)
    {
        var (page, block) = Read(path);
        await using var program = PageProgram.Start(page, block);
        var address = await program.ListeningAsync();

        await using var client = new SocketIOClient(address);
        foreach (var name in Namespace().Matches(block.Code).Select(static match => match.Groups[1].Value).DefaultIfEmpty("/").Distinct())
        {
            await ConnectAsync(client.Of(name), block, program);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task PageOfTheExample_IfThereIsOne_IsServedWithItsScripts(string path)
    {
        var (page, block) = Read(path);
        var html = page.Blocks.FirstOrDefault(static block => block.File == "wwwroot/index.html");
        if (html is null)
        {
            return;
        }

        await using var program = PageProgram.Start(page, block);
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };

        Assert.Equal(html.Code, await http.GetStringAsync(new Uri("/", UriKind.Relative)));
        foreach (Match script in Script().Matches(html.Code))
        {
            Assert.NotEmpty(await http.GetStringAsync(new Uri(script.Groups[1].Value, UriKind.Relative)));
        }
    }

    private static (Page Page, Block Program) Read(string path)
    {
        var page = Page.Read(path);
        return (page, PageProgram.FindServer(page) ?? throw new InvalidOperationException($"{path} has no block with WebApplication.CreateBuilder and app.Run()."));
    }

    // A namespace that asks for a user, or for a credential, refuses a client without one: that is what its page is about.
    private static async Task ConnectAsync(ClientSocket socket, Block block, PageProgram program)
    {
        try
        {
            await socket.ConnectAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (ConnectException refusal) when (refusal.Kind == ConnectErrorKind.Refused && AsksWho().IsMatch(block.Code))
        {
        }
        catch (Exception failure) when (failure is ConnectException or TimeoutException)
        {
            Assert.Fail($"{failure.Message}\n{program.Output}");
        }
    }

    [GeneratedRegex("Of\\(\"(/[^\"]*)\"\\)")]
    private static partial Regex Namespace();

    [GeneratedRegex("RequireAuthorization|ConnectRefusedException|\\[Authorize")]
    private static partial Regex AsksWho();

    [GeneratedRegex("<script src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
