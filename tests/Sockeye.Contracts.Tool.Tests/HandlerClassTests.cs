using Sockeye.Contracts.Tests.Support;

namespace Sockeye.Contracts.Tests;

/// <summary>Handler classes that are marked: their methods are the contract.</summary>
public sealed class HandlerClassTests
{
    [Fact]
    public void Class_Marked_HasTheEventsOfItsPublicMethods()
    {
        var run = ToolRun.Of("""
            public sealed record Vote(bool Yes);
            [ClientToServer("/chat")]
            public sealed class ChatHandlers(Socket socket) : IDisposable
            {
                public void OnConnectedAsync() => socket.Data.Set("somebody");
                public Task OnDisconnectedAsync(DisconnectReason reason) => Task.CompletedTask;
                public void Say(string room, string text = "hello") { }
                public async Task<string[]> JoinAsync(string room) => [room];
                public int Sum(params int[] numbers) => numbers.Length;
                [Event("cast vote")] public ValueTask<Vote?> Cast(Vote vote) => default;
                public static Task Ping() => Task.CompletedTask;
                public async IAsyncEnumerable<long> Count(int to) { await Task.Yield(); yield return to; }
                [NonEvent] public void Helper() { }
                public override string ToString() => "";
                public int Property { get; set; }
                public void Dispose() { }
                internal void Internal() { }
                private void Private() { }
            }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export interface ClientToServerEvents {
              say: (room: string, text?: string) => void;
              join: (room: string, ack: (result: string[]) => void) => void;
              sum: (...args: [...numbers: number[], ack: (result: number) => void]) => void;
              "cast vote": (vote: Vote, ack: (result: Vote | null) => void) => void;
              ping: () => void;
              count: (to: number, ack: (result: StreamStart) => void) => void;
              /** Cancels a stream. Its end follows. */
            """,
            run.TypeScript,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Class_WithParametersThatTheServerGives_HasOnlyThoseThatClientsSend()
    {
        var run = ToolRun.Of("""
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.Extensions.DependencyInjection;
            public interface IStore;
            public abstract class Store;
            public sealed class Log;
            [JsonDerivedType(typeof(Circle), "circle")] public abstract record Shape;
            public sealed record Circle(double Radius) : Shape;
            public sealed class Order { public int Number { get; set; } }
            [ClientToServer]
            public sealed class Handlers
            {
                public void First(Socket socket, IncomingEvent e, IStore store, Store other, [FromServices] Log log, [FromKeyedServices("a")] Log keyed, IServiceProvider services, int a, CancellationToken token) { }
                public void Second(Order order, Shape shape, IReadOnlyList<string> names, JsonElement json, CancellationToken token, Guid id) { }
                public void Third(string text, Acknowledgement ack) { }
            }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains("  first: (a: number) => void;\n", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("  second: (order: Order, shape: Shape, names: string[], json: unknown, id: string) => void;\n", run.TypeScript, StringComparison.Ordinal);
        Assert.Contains("  third: (text: string, ack: (result: unknown) => void) => void;\n", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_ThatDerivesAndImplements_HasTheMethodsThatAreCalled()
    {
        var run = ToolRun.Of("""
            public interface IChat { [Event("chat message")] Task Say(string text); }
            public abstract class Base<T>
            {
                public virtual void Take(T value) { }
                public virtual void Overridden(int number) { }
                [NonEvent] public virtual void Hidden() { }
                [Event("renamed")] public virtual void Named() { }
                public Task Store(List<T?> values) => Task.CompletedTask;
            }
            [ClientToServer]
            public sealed class Handlers : Base<string>, IChat
            {
                public Task Say(string text) => Task.CompletedTask;
                public override void Overridden(int number) { }
                public override void Hidden() { }
                public override void Named() { }
            }
            """);

        Assert.Equal("", run.Output);
        Assert.Contains(
            """
            export interface ClientToServerEvents {
              "chat message": (text: string) => void;
              overridden: (number: number) => void;
              renamed: () => void;
              take: (value: string) => void;
              store: (values: (string | null)[]) => void;
            }
            """,
            run.TypeScript,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Record_Marked_HasNothingOfWhatTheCompilerAdds()
    {
        var run = ToolRun.Of("[ClientToServer] public record Handlers(int Number) { public void Say() { } }");

        Assert.Equal("", run.Output);
        Assert.Contains("export interface ClientToServerEvents {\n  say: () => void;\n}", run.TypeScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_ThatIsGeneric_IsRefused()
    {
        var run = ToolRun.Of("[ClientToServer] public class Handlers<T> { public void Say(T value) { } }");

        Assert.Contains("SCKT004: Handlers is generic, but an event has arguments of known types. Mark a class that derives from one of its forms.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public void Send<T>(T value) { }", "SCKT004: Handlers.Send is generic or static")]
    [InlineData("public void Disconnect() { }", "SCKT003: Handlers.Disconnect: the event \"disconnect\" belongs to Socket.IO.")]
    [InlineData("public void Join() { } public void JoinAsync(int number) { }", "SCKT002: Handlers.Join and Handlers.JoinAsync are both the event \"join\" of /.")]
    [InlineData("public void Take(Action action) { }", "SCKT001: the parameter 'action' of Handlers.Take: Action has no form in JSON (it is code).")]
    [InlineData("public Type Take() => null!;", "SCKT001: the result of Handlers.Take: Type has no form in JSON (it is code).")]
    [InlineData("public void Take(ref int number) { }", "SCKT001: the parameter 'number' of Handlers.Take is passed by reference")]
    public void Method_ThatIsNoEvent_SaysWhatToDo(string method, string message)
    {
        var run = ToolRun.Of($$"""[ClientToServer] public sealed class Handlers { {{method}} }""");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error " + message, run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.Trim().Split('\n'));
    }
}
