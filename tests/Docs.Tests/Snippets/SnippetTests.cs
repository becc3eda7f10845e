using Docs.Tests.Pages;

namespace Docs.Tests.Snippets;

/// <summary>Each block of C# compiles, without a warning.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages.Where(static path => Page.Read(path).CSharp.Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_OfAPage_Compile(string path)
    {
        var page = new PageCompiler(path);

        Findings.AssertNone(Page.Read(path).CSharp.SelectMany(page.Compile).Distinct());
    }

    [Theory]
    [InlineData("Socket other = socket;", "CS0246")]
    [InlineData("app.MapSocketIO();", null)]
    [InlineData("string text = null;", "CS8600")]
    [InlineData("await io.EmitAsync(\"hi\"); io.EmitAsync(\"hi\").ToString();", null)]
    [InlineData("public Task KickAsync(string id) => io.In(id).DisconnectSocketsAsync().AsTask();", null)]
    [InlineData("using Sockeye; io.Of(\"/chat\").MapHandlers<Chat>();\npublic class Chat { public void Say(string text) { } }", null)]
    [InlineData("io.OnConnection(socket => ...);", "CS8635")]
    public void Compile_ABlock_SaysWhatIsWrong(string code, string? error)
    {
        var errors = new PageCompiler("page.md").Compile(new("csharp", code, 7, null, IsHidden: false));

        if (error is null)
        {
            Assert.Empty(errors);
        }
        else
        {
            Assert.Contains(errors, one => one.StartsWith("page.md:7: " + error, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Compile_LaterBlocks_SeeWhatEarlierOnesDeclare()
    {
        var page = new PageCompiler("page.md");
        string[] codes =
        [
            "using Sockeye;\nvar chat = io.Of(\"/chat\");\nstring? name = null;\npublic record Message(string Text);",
            "chat.Emit(\"said\", new Message(name ?? \"\"));",
            "chat.Emit(\"said\", new Message(name));",
        ];

        var errors = codes.Select(code => page.Compile(new("csharp", code, 1, null, IsHidden: false))).ToList();

        Assert.Empty(errors[0]);
        Assert.Empty(errors[1]);
        Assert.Equal("page.md:1: CS8604", Assert.Single(errors[2])[..17]);
    }
}
