using Microsoft.CodeAnalysis;
using Sockeye.Generators.Contracts;
using Sockeye.Generators.Naming;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Generators.Tests.Contracts;

public sealed class ContractFindingsTests
{
    [Theory]
    [InlineData("chat.Clients<Implementation>()", "'Implementation' is not an interface. Write the interface of the contract between the brackets, as in Clients<IChat>().")]
    [InlineData("socket.Client<string>()", "'string' is not an interface. Write the interface of the contract between the brackets, as in Client<IChat>().")]
    [InlineData("server.Server<Implementation>()", "'Implementation' is not an interface. Write the interface of the contract between the brackets, as in Server<IChat>().")]
    [InlineData("server.Listen(new Implementation())", "'Implementation' is not an interface. Write the interface of the contract between the brackets, as in Listen<IChat>(implementation).")]
    public void Contract_ThatIsNoInterface_IsSCKC001AtTheCall(string call, string message)
    {
        var finding = Single("public interface IChat { Task Event(); } public class Implementation : IChat { public Task Event() => Task.CompletedTask; }", call);

        Assert.Equal(("SCKC001", message), finding);
    }

    [Theory]
    [InlineData("chat.Clients<T>()", "'T'", "Clients")]
    [InlineData("server.Listen<T>(default(T)!)", "'T'", "Listen")]
    [InlineData("socket.Client<IChat<T>>()", "'IChat<T>'", "Client")]
    public void Contract_OfATypeParameter_IsSCKC002(string call, string name, string method)
    {
        var finding = Single("public interface IChat<T> { Task Event(T value); }", call, "<T>", "where T : class");

        Assert.Equal(("SCKC002", name + " depends on a type parameter, but code is generated only for known interfaces. Call " + method + " with the interface itself, and pass on its result."), finding);
    }

    [Fact]
    public void ClientsOf_ATypeParameter_PassesClientsOn() => Assert.Empty(Run("", "default(ClientsOf<T>)", "<T>", "where T : class").Diagnostics);

    [Theory]
    [InlineData("public partial class Use { private interface IChat { Task Event(); } }", "Use.IChat")]
    [InlineData("public partial class Use { private class Inner { public interface IChat { Task Event(); } } }", "Use.Inner.IChat")]
    [InlineData("file interface IChat { Task Event(); }", "IChat")]
    public void Contract_ThatGeneratedCodeCannotSee_IsSCKC003(string contract, string name) => Assert.Equal(
        ("SCKC003", $"'{name}' is not accessible to generated code. Make it, and the types that contain it, internal or public."),
        Single(contract, $"socket.Client<{(name == "IChat" ? name : name["Use.".Length..])}>()"));

    [Theory]
    [InlineData("Task Join(string room); Task JoinAsync(int room);", "'IChat.JoinAsync' and 'IChat.Join' are both the event \"join\".")]
    [InlineData("Task Join(string room); [Event(\"join\")] Task Enter();", "'IChat.Enter' and 'IChat.Join' are both the event \"join\".")]
    public void Methods_OfOneEvent_AreSCKC004(string methods, string message)
    {
        var finding = OfMethods(methods);

        Assert.Equal(("SCKC004", message + " Rename one of them, or give it another event name with [Event(\"...\")]."), finding);
    }

    [Fact]
    public void Methods_OfOneEventInBases_AreSCKC004() =>
        Assert.Equal("SCKC004", Single("public interface IBase { Task Join(); } public interface IChat : IBase { [Event(\"join\")] Task Enter(); }", "chat.Clients<IChat>()").Id);

    [Fact]
    public void Overload_OfAMethod_IsSCKC005() => Assert.Equal(
        ("SCKC005", "'IChat.Join' has an overload in the contract, but an event has one list of arguments. Rename one of them, or give one method optional parameters."),
        OfMethods("Task Join(string room); Task Join(string room, int seats);"));

    [Fact]
    public void Name_ThatIsReserved_IsSCKC006() => Assert.Equal(
        ("SCKC006", "The event \"disconnect\" of 'IChat.Disconnect' belongs to Socket.IO. Rename the method, or give it another event name with [Event(\"...\")]."),
        OfMethods("Task Disconnect();"));

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    [InlineData("message")]
    public void ReservedNames_AreThoseOfTheProtocol(string name) => Assert.Equal(ReservedEvents.IsReserved(name), ReservedNames.Contains(name));

    [Theory]
    [InlineData("Task Event(Action call);", "The parameter 'call'", "System.Action", "is code, not data")]
    [InlineData("Task Event(Type type);", "The parameter 'type'", "System.Type", "is code, not data")]
    [InlineData("Task Event(IReadOnlyList<Task<int>> tasks);", "The parameter 'tasks'", "System.Threading.Tasks.Task<int>", "is something that runs: send its result")]
    [InlineData("Task Event(ValueTask<int>[] tasks);", "The parameter 'tasks'", "System.Threading.Tasks.ValueTask<int>", "is something that runs: send its result")]
    [InlineData("Task Event(ReadOnlySpan<byte> bytes);", "The parameter 'bytes'", "System.ReadOnlySpan<byte>", "lives on the stack: send an array")]
    [InlineData("Task Event(nint pointer);", "The parameter 'pointer'", "nint", "is a pointer")]
    [InlineData("unsafe Task Event(byte* pointer);", "The parameter 'pointer'", "byte*", "is a pointer")]
    [InlineData("unsafe Task Event(delegate*<void> pointer);", "The parameter 'pointer'", "delegate*<void>", "is a pointer")]
    [InlineData("Task Event(int[,] board);", "The parameter 'board'", "int[*,*]", "has more than one dimension: send an array of arrays")]
    [InlineData("Task Event((int, string) pair);", "The parameter 'pair'", "(int, string)", "has fields, which are not written: send a record")]
    [InlineData("Task Event(System.IO.MemoryStream file);", "The parameter 'file'", "System.IO.MemoryStream", "is not a value: send byte[], or several events")]
    [InlineData("Task Event(InvalidOperationException exception);", "The parameter 'exception'", "System.InvalidOperationException", "cannot be read back: send its message")]
    [InlineData("Task Event(CancellationToken token, int last);", "The parameter 'token'", "System.Threading.CancellationToken", "ends a call: make it the last parameter of a method that returns a task")]
    [InlineData("void Event(CancellationToken token);", "The parameter 'token'", "System.Threading.CancellationToken", "ends a call: make it the last parameter of a method that returns a task")]
    [InlineData("Task Event(Acknowledgement ack);", "The parameter 'ack'", "Sockeye.Acknowledgement", "answers by itself: return Task<T> in its place")]
    [InlineData("Task Event(Sockeye.Socket socket);", "The parameter 'socket'", "Sockeye.Socket", "belongs to the running process")]
    [InlineData("Task Event(EventArguments args);", "The parameter 'args'", "Sockeye.EventArguments", "is a list of arguments: write them as parameters")]
    [InlineData("Task Event(params IAsyncEnumerable<int>[] items);", "The parameter 'items'", "System.Collections.Generic.IAsyncEnumerable<int>", "is a stream: return it from a method of the server's interface")]
    [InlineData("Task<Func<int>> Event();", "The answer", "System.Func<int>", "is code, not data")]
    [InlineData("Task Event(Order order);", "The parameter 'order'", "System.Action<int>", "is code, not data")]
    public void Type_ThatJsonCannotWrite_IsSCKC007(string method, string what, string type, string reason)
    {
        var finding = OfMethods(method, "public class Item { public Order? Order { get; set; } public Action<int>? OnChange { get; set; } } public record Order(List<Item> Items);");

        Assert.Equal(("SCKC007", $"{what} of 'IChat.Event' cannot be sent as JSON: '{type}' {reason}."), finding);
    }

    [Fact]
    public void Type_WhosePropertyIsNotWritten_IsNoFinding() => Assert.Empty(Run(
        """
        using System.Text.Json.Serialization;
        public class Converter : JsonConverter<Converted>
        {
            public override Converted? Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => null;
            public override void Write(System.Text.Json.Utf8JsonWriter writer, Converted value, System.Text.Json.JsonSerializerOptions options) { }
        }
        [JsonConverter(typeof(Converter))] public class Converted { public Type? Type { get; set; } }
        public class Order
        {
            [JsonIgnore] public Action? First { get; set; }
            internal Action? Second { get; set; }
            public static Action? Third { get; set; }
            public Action? Fourth { set { } }
            public Converted? Fifth { get; set; }
            public object? Sixth { get; set; }
            public System.Text.Json.JsonElement Seventh { get; set; }
        }
        public interface IChat { Task Event(Order order); }
        """,
        "chat.Clients<IChat>()").Diagnostics);

    [Theory]
    [InlineData("ref")]
    [InlineData("out")]
    [InlineData("in")]
    public void Parameter_ByReference_IsSCKC008(string modifier) => Assert.Equal(
        ("SCKC008", "The parameter 'seats' of 'IChat.Event' is passed by reference, but an argument is a copy. Remove ref, out or in."),
        OfMethods($"Task Event({modifier} int seats);"));

    [Fact]
    public void Method_ThatIsGeneric_IsSCKC009() => Assert.Equal(
        ("SCKC009", "'IChat.Event' is generic, but an event has arguments of known types. Write one method for each type, or make the interface generic."),
        OfMethods("Task Event<T>(T value);"));

    [Theory]
    [InlineData("int")]
    [InlineData("string")]
    [InlineData("IEnumerable<int>")]
    [InlineData("Task<int>[]")]
    public void Return_OfAnotherType_IsSCKC010(string type)
    {
        var (id, message) = OfMethods($"{type} Event();");

        Assert.Equal("SCKC010", id);
        Assert.StartsWith("'IChat.Event' returns '", message, StringComparison.Ordinal);
        Assert.EndsWith("Return void, Task or ValueTask for an event, Task<T> or ValueTask<T> for an event with an answer, IAsyncEnumerable<T> for a stream of the server.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int Count { get; }", "IChat.Count")]
    [InlineData("int this[int index] { get; }", "IChat.this[]")]
    [InlineData("event Action Changed;", "IChat.Changed")]
    public void Member_ThatIsNoMethod_IsSCKC011(string member, string name) => Assert.Equal(
        ("SCKC011", $"'{name}' is not a method, but only methods can be events. Make it a method, or move it to another interface."),
        OfMethods(member));

    [Theory]
    [InlineData("chat.Clients<IChat>()")]
    [InlineData("socket.Client<IChat>()")]
    [InlineData("server.Listen<IChat>(null!)")]
    public void Stream_OfAClient_IsSCKC012(string call) => Assert.Equal(
        ("SCKC012", "'IChat.Event' returns a stream, but only servers have streams. Return Task<T>, or send an event for each item."),
        Single("public interface IChat { IAsyncEnumerable<int> Event(); }", call));

    [Theory]
    [InlineData("To", "to")]
    [InlineData("Timeout", "timeout")]
    [InlineData("ToString", "toString")]
    public void Method_ThatTheClientsHave_IsSCKC013(string name, string eventName)
    {
        var contract = $"public interface IChat {{ Task {name}(string value); }}";

        Assert.Equal(
            ("SCKC013", $"'ClientsOf' has a member '{name}', which hides this method. Rename the method, and keep the event by [Event(\"{eventName}\")]."),
            Single(contract, "chat.Clients<IChat>()"));
        Assert.Empty(Run(contract, "socket.Client<IChat>()").Diagnostics);
    }

    [Fact]
    public void Finding_InAContract_IsAtTheMethodAndSaidOnce()
    {
        var run = Run("public interface IChat { Task Fine(); Task Disconnect(); }", "(chat.Clients<IChat>(), chat.Clients<IChat>(), socket.Client<IChat>())");

        var finding = Assert.Single(run.Diagnostics);
        Assert.Equal("Disconnect", run.TextAt(finding.Location));
    }

    [Fact]
    public void Finding_InAContractOfAnotherAssembly_IsAtTheCall()
    {
        var library = GeneratorRun.Library("Contracts", "public interface IChat { Task Disconnect(); }");
        var run = Run("", "socket.Client<IChat>()", "", "", library);

        Assert.Equal("Client<IChat>", run.TextAt(Assert.Single(run.Diagnostics).Location));
    }

    [Fact]
    public void Finding_InOneMethod_LeavesTheOthersOfClients()
    {
        var run = Run("public interface IChat { Task Fine(); Task Disconnect(); }", "chat.Clients<IChat>().Fine()");

        Assert.Single(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    private static (string Id, string Message) OfMethods(string methods, string types = "") =>
        Single($"{types} public interface IChat {{ {methods} }}", "chat.Clients<IChat>()");

    private static (string Id, string Message) Single(string types, string call, string typeParameters = "", string constraints = "")
    {
        var finding = Assert.Single(Run(types, call, typeParameters, constraints).Diagnostics);
        Assert.Equal(DiagnosticSeverity.Error, finding.Severity);
        return (finding.Id, finding.GetMessage(null));
    }

    private static GeneratorRun Run(string types, string call, string typeParameters = "", string constraints = "", params MetadataReference[] references) => GeneratorRun.Of<ContractsGenerator>(
        $$"""
        using Sockeye.Client;
        {{types}}
        public partial class Use
        {
            public object Call{{typeParameters}}(Emitter chat, Sockeye.Socket socket, ClientSocket server) {{constraints}} => {{call}};
        }
        """,
        references);
}
