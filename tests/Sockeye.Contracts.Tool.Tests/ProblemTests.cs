using Sockeye.Contracts.Tests.Support;

namespace Sockeye.Contracts.Tests;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("Action", "it is code")]
    [InlineData("Type", "it is code")]
    [InlineData("Task<int>", "it runs: send its result")]
    [InlineData("ValueTask<int>[]", "it runs: send its result")]
    [InlineData("IAsyncEnumerable<int>", "it is a stream")]
    [InlineData("System.IO.MemoryStream", "it is not a value")]
    [InlineData("InvalidOperationException", "it cannot be read back")]
    [InlineData("(int A, int B)", "it has fields, which are not written")]
    [InlineData("int[,]", "arrays with several dimensions")]
    [InlineData("nint", "it is a pointer")]
    [InlineData("ReadOnlySpan<byte>", "it lives on the stack")]
    [InlineData("Dictionary<int[], string>", "the serializer writes no Int32[] as the name of a property")]
    [InlineData("List<Dictionary<string, Action<string>>>", "it is code")]
    public void Argument_WithoutFormInJson_IsNamedWithItsInterfaceAndMember(string type, string reason)
    {
        var run = ToolRun.Of($$"""[ServerToClient] public interface IChatClient { Task Ok(); Task UserJoined(string name, {{type}} bad); }""");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Sockeye : error SCKT001: the parameter 'bad' of IChatClient.UserJoined: ", run.Output, StringComparison.Ordinal);
        Assert.Contains(reason, run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.Trim().Split('\n'));
        Assert.Empty(run.TypeScript);
        Assert.Null(run.AsyncApi);
    }

    [Fact]
    public void Property_WithoutFormInJson_IsNamedWithTheWayToIt()
    {
        var run = ToolRun.Of("""
            public sealed record Row(Action Callback);
            public sealed record Table(Dictionary<string, Row> Rows);
            [ClientToServer] public interface IServer { Task<Table> Find(); Task<Table> FindAgain(); }
            """);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SCKT001: the result of IServer.Find: Table.Rows: Row.Callback: Action has no form in JSON (it is code).", run.Output, StringComparison.Ordinal);
        Assert.Contains("SCKT001: the result of IServer.FindAgain: Table.Rows: Row.Callback:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public abstract record Bad(int Value);", "it is abstract")]
    [InlineData("public sealed class Bad { public Bad(int a) { } public Bad(string b) { } }", "it has no constructor to call")]
    public void Argument_ThatTheServerCannotMake_IsNamed(string type, string reason)
    {
        var run = ToolRun.Of($$"""{{type}} [ClientToServer] public interface IServer { Task Take(List<Bad> all); }""");

        Assert.Contains("SCKT001: IServer.Take: the server cannot read Bad (" + reason, run.Output, StringComparison.Ordinal);
        Assert.Equal("", ToolRun.Of($$"""{{type}} [ServerToClient] public interface IClient { Task Take(List<Bad> all); }""").Output);
    }

    [Theory]
    [InlineData("Task Join(); Task JoinAsync();", "SCKT002: IServer.Join and IServer.JoinAsync are both the event \"join\" of /.")]
    [InlineData("Task Join(); Task Join(int number);", "SCKT002: IServer.Join and IServer.Join are both the event \"join\" of /.")]
    [InlineData("Task Disconnect();", "SCKT003: IServer.Disconnect: the event \"disconnect\" belongs to Socket.IO.")]
    [InlineData("Task Send<T>(T value);", "SCKT004: IServer.Send is generic or static")]
    [InlineData("int Count { get; }", "SCKT004: IServer.Count is not a method")]
    [InlineData("event Action Changed;", "SCKT004: IServer.Changed is not a method")]
    [InlineData("int Count();", "SCKT001: IServer.Count returns Int32. Return void, Task or ValueTask")]
    [InlineData("Task Swap(ref int number);", "SCKT001: the parameter 'number' of IServer.Swap is passed by reference")]
    [InlineData("Task Wait(CancellationToken token, int number);", "SCKT001: the parameter 'token' of IServer.Wait: CancellationToken has no form in JSON (it ends a call: make it the last parameter).")]
    public void Member_ThatIsNoEvent_SaysWhatToDo(string member, string message)
    {
        var run = ToolRun.Of($$"""[ClientToServer] public interface IServer { {{member}} }""");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error " + message, run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.Trim().Split('\n'));
    }

    [Fact]
    public void Events_OfOneName_InTwoInterfacesOfANamespaceAreNamed()
    {
        var run = ToolRun.Of("""
            [ServerToClient("/chat")] public interface IFirst { Task Hello(); }
            [ServerToClient("/chat")] public interface ISecond { [Event("hello")] Task Hi(); }
            [ServerToClient("/other")] public interface IThird { Task Hello(); }
            [ClientToServer("/chat")] public interface IFourth { Task Hello(); }
            """);

        Assert.Equal("Sockeye : error SCKT002: IFirst.Hello and ISecond.Hi are both the event \"hello\" of /chat. Rename one of them, or give it another event name with [Event(\"...\")].", run.Output.Trim());
    }

    [Fact]
    public void Event_WithTheNameOfOneOfStreams_IsNamed()
    {
        var run = ToolRun.Of("""[ClientToServer] public interface IServer { IAsyncEnumerable<int> Count(); [Event("stream:cancel")] Task Stop(); }""");

        Assert.Contains("SCKT002: IServer.Stop and a stream are both the event \"stream:cancel\" of /.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_OfAClient_IsRefused()
    {
        var run = ToolRun.Of("[ServerToClient] public interface IClient { IAsyncEnumerable<int> Count(); }");

        Assert.Contains("SCKT001: IClient.Count returns a stream, but only servers have streams.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_WithTheNameOfAnAnswerInTheDocument_HasAMessageOfItsOwn()
    {
        var run = ToolRun.Of("""[ClientToServer] public interface IServer { Task<int> Join(); [Event("join.answer")] Task Other(string text); }""");

        var messages = run.AsyncApi!["channels"]!["main"]!["messages"]!;
        Assert.Equal("integer", messages["receive.join.answer"]!["payload"]!["items"]![0]!["type"]!.ToString());
        Assert.Equal("join.answer", messages["receive.join.answer_2"]!["name"]!.ToString());
    }

    [Fact]
    public void Events_WithDotsInTheDocument_HaveOperationsOfTheirOwn()
    {
        var run = ToolRun.Of("""
            [ClientToServer("/a")] public interface IServer { [Event("receive.b")] Task First(); }
            [ClientToServer("/a.receive")] public interface IOther { [Event("b")] Task Second(); }
            """);

        var operations = run.AsyncApi!["operations"]!.AsObject();
        Assert.Equal("#/channels/a", operations["a.receive.receive.b"]!["channel"]!["$ref"]!.ToString());
        Assert.Equal("#/channels/a.receive", operations["a.receive.receive.b_2"]!["channel"]!["$ref"]!.ToString());
    }

    [Fact]
    public void Type_WhoseTypeArgumentsGrow_IsRefused()
    {
        var run = ToolRun.Of("""
            public sealed record Tree<T>(T Value, Tree<List<T>>? Next);
            public sealed class Nested<T> : List<Nested<Nested<T>>>;
            [ServerToClient] public interface IClient { Task Grown(Tree<int> tree); Task Nested(Nested<int> nested); }
            """);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SCKT001: the parameter 'tree' of IClient.Grown: Tree.Next: Tree has more than 24 types one inside of the other", run.Output, StringComparison.Ordinal);
        Assert.Contains("SCKT001: the parameter 'nested' of IClient.Nested: Nested has more than 24 types one inside of the other", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Interface_ThatIsGeneric_IsRefused()
    {
        var run = ToolRun.Of("[ServerToClient] public interface IClient<T> { Task Tell(T value); }");

        Assert.Contains("SCKT004: IClient is generic", run.Output, StringComparison.Ordinal);
        var derived = ToolRun.Of("public interface IClient<T> { Task Tell(T value); } [ServerToClient] public interface INames : IClient<string> { }");
        Assert.Equal("", derived.Output);
        Assert.Contains("tell: (value: string) => void;", derived.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_OfOneNameInJson_AreRefused()
    {
        var run = ToolRun.Of("""public sealed record Bad(int Value, [property: JsonPropertyName("value")] int Other); [ServerToClient] public interface IClient { Task Tell(Bad bad); }""");

        Assert.Contains("SCKT001: the parameter 'bad' of IClient.Tell: Bad.Other: Two properties are named \"value\" in JSON", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Assembly_WithoutContracts_IsAWarningAndTwoEmptyInterfaces()
    {
        var run = ToolRun.Of("public interface IClient { Task Tell(); }");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Sockeye : warning SCKT006: Nothing in Contracts is marked", run.Output, StringComparison.Ordinal);
        Assert.Contains("interface ServerToClientEvents {\n}", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("interface ClientToServerEvents {\n}", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatCannotBeWritten_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var assembly = ToolRun.Compile("[ServerToClient] public interface IClient { Task Tell(); }", folder);
        Directory.CreateDirectory(folder.File("taken.ts"));
        using var output = new StringWriter();

        var exitCode = Tool.Run(
            ["--assembly", assembly, .. ToolRun.References.SelectMany(static path => new[] { "--reference", path }), "--typescript", folder.File("taken.ts"), "--asyncapi", Path.Combine(assembly, "a.json")],
            output);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Sockeye : error SCKT005: {folder.File("taken.ts")} cannot be written: ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Sockeye : error SCKT005: {Path.Combine(assembly, "a.json")} cannot be written: ", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(assembly)!, "*.part"));
    }

    [Fact]
    public void Assembly_ThatCannotBeRead_IsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("bad.dll"), "no assembly");
        using var output = new StringWriter();

        Assert.Equal(1, Tool.Run(["--assembly", folder.File("bad.dll"), .. ToolRun.References.SelectMany(static path => new[] { "--reference", path })], output));
        Assert.StartsWith("Sockeye : error SCKT005: The contracts cannot be read: ", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No assembly is named.")]
    [InlineData("--typescript has no value.", "--assembly", "a.dll", "--typescript")]
    [InlineData("--java is unknown.", "--java", "a.java")]
    [InlineData("There is no naming policy \"Pascal\".", "--assembly", "a.dll", "--naming", "Pascal")]
    [InlineData("Enums are \"number\", \"string\" or a naming policy such as \"camelCase\", not \"text\".", "--assembly", "a.dll", "--enums", "text")]
    [InlineData("Properties are left out \"never\", \"whenWritingNull\" or \"whenWritingDefault\", not \"always\".", "--assembly", "a.dll", "--ignore", "always")]
    public void Arguments_ThatMakeNoSense_AreNamed(string message, params string[] arguments)
    {
        using var output = new StringWriter();

        Assert.Equal(2, Tool.Run(arguments, output));
        Assert.StartsWith($"Sockeye : error SCKT007: {message}", output.ToString(), StringComparison.Ordinal);
    }
}
