using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Sockeye.Generators.Handlers;

namespace Sockeye.Generators.Tests.Handlers;

public sealed class HandlersGeneratorTests
{
    private const string Setup = "static class Setup { public static void Map(SocketIOServer io) => io.Of(\"/chat\").MapHandlers<Chat>(); }\n";

    [Fact]
    public void Generate_EveryShapeOfMethod_Compiles()
    {
        var run = Run(
            """
            using System.ComponentModel.DataAnnotations;
            using System.Text.Json;
            using Microsoft.AspNetCore.Authorization;
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.Extensions.DependencyInjection;

            public enum Flavour : byte { Black = 1, Green = 2 }
            public interface IClock;
            public abstract record Drink([property: Range(1, 9)] int Strength);
            public record Person([StringLength(5, MinimumLength = 1, ErrorMessage = "{0} \"odd\"")] string Name, Person? Friend, List<Person> Others, Dictionary<string, Person?>? ByName)
            {
                [MaxLength(3)] public string[]? Tags { get; init; }
                public string Shout => Name.ToUpperInvariant();
            }
            public readonly record struct Point([Range(0, 1.5)] double X, Point2? Next);
            public record struct Point2([Required] string Label) : IValidatableObject
            {
                public IEnumerable<ValidationResult> Validate(ValidationContext context) => [];
            }

            [Authorize("Members", Roles = "a,b")]
            public class Chat(IClock clock, [FromKeyedServices("k")] IClock keyed, Socket socket, IServiceProvider services, CancellationToken disconnected) : IAsyncDisposable
            {
                public void Nothing() { _ = (clock, keyed, socket, services, disconnected); }
                public int Sum(int a, int b = 5) => a + b;
                public string Defaults(string a = "x\"y", char b = '\'', double c = double.NaN, Flavour d = Flavour.Green, Flavour? e = Flavour.Black, decimal f = 1.5m, bool g = true, long h = -1, string? i = null, DateTime j = default) => a;
                public Task Wait(CancellationToken token) => Task.CompletedTask;
                public ValueTask WaitLess() => default;
                public Task<Person?> Find(string name, int? age) => Task.FromResult<Person?>(null);
                public async ValueTask<IReadOnlyList<Person>> All(params string[] names) { await Task.Yield(); return []; }
                public void More(int first, params IEnumerable<int> rest) { }
                public async IAsyncEnumerable<Person> Stream(string from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token, IClock clock) { await Task.Yield(); yield break; }
                public static string Shout(string text) => text.ToUpperInvariant();
                [Event("join room")] public Task JoinAsync(Socket socket, IncomingEvent e, Acknowledgement ack, [FromServices] IClock clock, [FromKeyedServices(Flavour.Green)] IClock? other = null) => Task.CompletedTask;
                public void Maybe(Person person, IClock clock, JsonElement element, byte[] bytes, ReadOnlyMemory<byte> memory, List<int?> numbers) { }
                public void Check([Required, EmailAddress] string email, [Range(1, 10)] int count, [MinLength(1)] List<Person> people, Point point, Point? other, List<string> names, string[][] rows) { }
                [AllowAnonymous] public object? @event(object? @class) => @class;
                [NonEvent] public void Hidden<T>() { }
                public Task OnConnectedAsync(IClock clock, Socket socket, CancellationToken token) => Task.CompletedTask;
                public static void OnDisconnectedAsync(DisconnectReason reason, Socket socket) { }
                public ValueTask DisposeAsync() => default;
                public override string ToString() => "";
                internal void Internal() { }
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Contains("\"join room\"", run.Generated, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", run.Generated, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"internal\"", run.Generated, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Reflection", run.Generated, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class Chat { public int Sum(int a) => a; }", true)]
    [InlineData("public class Chat { private readonly int _last = 1; public int Sum(int a) => a + _last; }", false)]
    [InlineData("public class Chat(Socket socket) { public string Id() => socket.Id; }", false)]
    [InlineData("public class Chat : Base { public int Sum(int a) => a; } public class Base { protected int Last { get; set; } }", false)]
    [InlineData("public sealed class Chat : IDisposable { public int Sum(int a) => a; public void Dispose() { } }", false)]
    public void Generate_ClassWithOrWithoutState_MakesItOnceOrPerEvent(string source, bool once)
    {
        var run = Run(source);
        Assert.Empty(run.Errors);
        Assert.Equal(once, run.Generated.Contains("private readonly global::Chat _handlers = new();", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SCKH002", "public abstract class Chat { public void A() { } }")]
    [InlineData("SCKH004", "public class Chat { public Chat() { } public Chat(Socket socket) { } public void A() { } }")]
    [InlineData("SCKH004", "public class Chat { private Chat() { } public void A() { } }")]
    [InlineData("SCKH005", "public class Chat { public void A(int a) { } public void A(string a) { } }")]
    [InlineData("SCKH005", "public class Chat { public void Join() { } [Event(\"join\")] public void Enter() { } }")]
    [InlineData("SCKH005", "public class Chat { public void Join() { } public Task JoinAsync() => Task.CompletedTask; }")]
    [InlineData("SCKH006", "public class Chat { public void Disconnect() { } }")]
    [InlineData("SCKH007", "public class Chat { public void A<T>(T a) { } }")]
    [InlineData("SCKH008", "public class Chat { public void A(ref int a) { } }")]
    [InlineData("SCKH008", "public class Chat { public void A(Func<int> a) { } }")]
    [InlineData("SCKH008", "public class Chat { public void A(ReadOnlySpan<char> a) { } }")]
    [InlineData("SCKH008", "public class Chat { public void A(DisconnectReason a) { } }")]
    [InlineData("SCKH009", "public class Chat { public Func<int> A() => () => 1; }")]
    [InlineData("SCKH009", "public class Chat { public Task<Task<int>> A() => null!; }")]
    [InlineData("SCKH010", "using System.ComponentModel.DataAnnotations; public class Chat { public void A(Form a) { } } public record Form(string A) { [Compare(\"A\")] public string? B { get; init; } }")]
    [InlineData("SCKH010", "using System.ComponentModel.DataAnnotations; public class Chat { public void A([MaxLength(3)] IEnumerable<int> a) { } }")]
    [InlineData("SCKH010", "using System.ComponentModel.DataAnnotations; public class Chat { public void A([Range(typeof(int), \"1\", \"3\")] int a) { } }")]
    [InlineData("SCKH011", "public class Chat { internal void A() { } }")]
    [InlineData("SCKH012", "public class Chat(IncomingEvent e) { public string A() => e.Name; }")]
    [InlineData("SCKH012", "public class Chat { public void A() { } public void OnConnectedAsync(DisconnectReason reason) { } }")]
    [InlineData("SCKH013", "public class Chat { public void A() { } public Task<int> OnConnectedAsync() => Task.FromResult(1); }")]
    [InlineData("SCKH010", "using System.ComponentModel.DataAnnotations; public class Chat { public void A([Odd] int a) { } private class OddAttribute : ValidationAttribute; }")]
    [InlineData("SCKH014", "public class Chat { public async void A() => await Task.Yield(); }")]
    [InlineData("SCKH014", "public class Chat { public void A() { } public async void OnDisconnectedAsync() => await Task.Yield(); }")]
    public void Generate_SomethingWrong_SaysWhatToDo(string id, string source)
    {
        var diagnostic = Assert.Single(Run(source).Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal("App.cs", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Generate_TypeParameterAtTheCall_SaysWhatToDo()
    {
        var run = GeneratorRun.Of<HandlersGenerator>("static class Setup { public static void Map<T>(SocketIOServer io) where T : class => io.MapHandlers<T>(); }");
        Assert.Equal("SCKH001", Assert.Single(run.Diagnostics).Id);
    }

    [Fact]
    public void Generate_PrivateClass_SaysWhatToDo()
    {
        var run = GeneratorRun.Of<HandlersGenerator>("class Setup { class Chat { public void A() { } } public static void Map(SocketIOServer io) => io.MapHandlers<Chat>(); }");
        Assert.Equal("SCKH003", Assert.Single(run.Diagnostics).Id);
    }

    [Fact]
    public void Generate_ClassMappedTwice_GeneratesOnce()
    {
        var run = Run("public class Chat { public void A() { } } static class Other { public static void Map(ParentNamespace ns) => ns.MapHandlers<Chat>(); }");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Generate_MethodOfAContract_HasTheNameOfTheContract()
    {
        var run = Run("public interface IChatServer { [Event(\"join room\")] Task Join(string room); } public class Chat : IChatServer { public Task Join(string room) => Task.CompletedTask; }");
        Assert.Contains("new(\"join room\", \"Join\"", run.Generated, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public class Base { public Task Join(string room) => Task.CompletedTask; } public class Chat : Base, IChatServer;")]
    [InlineData("public class Base { public virtual Task Join(string room) => Task.CompletedTask; } public class Chat : Base, IChatServer { public override Task Join(string room) => Task.CompletedTask; }")]
    [InlineData("public class Base : IChatServer { public virtual Task Join(string room) => Task.CompletedTask; } public class Chat : Base { public override Task Join(string room) => Task.CompletedTask; }")]
    public void Generate_InheritedMethodOfAContract_HasTheNameOfTheContract(string source)
    {
        var run = Run("public interface IChatServer { [Event(\"join room\")] Task Join(string room); } " + source);
        Assert.Empty(run.Errors);
        Assert.Contains("new(\"join room\", \"Join\"", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_MethodThatHidesAnother_IsTheEvent()
    {
        var run = Run("public class Base { public void Join() { } public void Leave() { } } public class Chat : Base { public new void Join() { } [NonEvent] public new void Leave() { } }");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Equal(["join"], Regex.Matches(run.Generated, "new\\(\"(\\w+)\", ").Select(static match => match.Groups[1].Value));
    }

    [Fact]
    public void Generate_RecordOfAnotherAssembly_HasItsOwnMethodsOnly()
    {
        var library = GeneratorRun.Library("Handlers", "public record Chat { public void Join() { } }");
        var run = GeneratorRun.Of<HandlersGenerator>(Setup, library);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Equal(["join"], Regex.Matches(run.Generated, "new\\(\"(\\w+)\", ").Select(static match => match.Groups[1].Value));
    }

    // The negative of an amount has a negative, too: a check of it would have no end.
    [Theory]
    [InlineData("public record Amount(string Currency) { public Amount Negative => this with { }; }")]
    [InlineData("public record Amount(string Currency) { public IEnumerable<Amount> All => [this]; }")]
    public void Generate_PropertyThatIsComputed_IsNotGoneInto(string amount)
    {
        var run = Run(amount + " public class Chat { public void Pay(Amount amount) { } }");
        Assert.Empty(run.Errors);
        Assert.Contains("value.Currency is null", run.Generated, StringComparison.Ordinal);
        Assert.DoesNotContain("value.Negative", run.Generated, StringComparison.Ordinal);
        Assert.DoesNotContain("value.All", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_DerivedTypesThatMayCome_AreChecked()
    {
        var run = Run(
            """
            using System.ComponentModel.DataAnnotations;
            using System.Text.Json.Serialization;
            [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Dot), "dot")] public abstract record Shape;
            public record Circle([Range(0, 10)] double Radius) : Shape;
            public record Dot([Range(0, 1)] double Radius) : Circle(Radius);
            public class Chat { public void Draw(Shape shape, List<Shape> more) { } }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Contains("if (value.GetType() == typeof(global::Circle))", run.Generated, StringComparison.Ordinal);
        Assert.Contains("if (value.GetType() == typeof(global::Dot))", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_OptionalParameterOfAConstructor_HasItsDefaultWithoutAService()
    {
        var run = Run("public interface IClock; public class Chat(IClock clock, int most = 20, int? least = null, string name = \"tea\", IClock? other = null) { public object? A() => (clock, most, least, name, other); }");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.DoesNotContain("GetService<int", run.Generated, StringComparison.Ordinal);
        Assert.Contains("(int)(20), (int?)(default(int?)), ", run.Generated, StringComparison.Ordinal);
        Assert.Contains("?? \"tea\")", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_AttributeWithSmallNumbers_KeepsTheirTypes()
    {
        var run = Run("using System.ComponentModel.DataAnnotations; public class Chat { public void A([AllowedValues((byte)1, (short)-2, (sbyte)3, (ushort)4)] byte a) { } }");
        Assert.Empty(run.Errors);
        Assert.Contains("(byte)1, (short)(-2), (sbyte)(3), (ushort)4", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_InheritedAndOverriddenMethods_AreEventsOnce()
    {
        var run = Run("public class Base { public void A() { } public virtual void B() { } } public class Chat : Base { public override void B() { } public void C() { } }");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Equal(["a", "b", "c"], Regex.Matches(run.Generated, "new\\(\"(\\w+)\", ").Select(static match => match.Groups[1].Value).Order());
    }

    [Fact]
    public void Generate_UnrelatedEdit_GeneratesNothingAnew()
    {
        var run = Run("public record Person(string Name); public class Chat { public int Sum(int a, Person person) => a; }");
        var reasons = run.ReasonsAfterAdding("class Unrelated { void A() { } }", HandlersGenerator.ClassesStep);
        Assert.NotEmpty(reasons);
        Assert.All(reasons, static reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        Assert.All(run.OutputReasons, static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Generate_ChangedMethod_GeneratesAnew()
    {
        var run = Run("public partial class Chat { public int Sum(int a) => a; }");
        var reasons = run.ReasonsAfterAdding("public partial class Chat { public int More(int a) => a; }", HandlersGenerator.ClassesStep);
        Assert.Equal([IncrementalStepRunReason.Modified], reasons);
        Assert.Contains("\"more\"", run.Generated, StringComparison.Ordinal);
    }

    private static GeneratorRun Run(string source) => GeneratorRun.Of<HandlersGenerator>(source.Contains("using ", StringComparison.Ordinal) ? source + "\n" + Setup : Setup + source);
}
