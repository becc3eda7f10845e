using Microsoft.CodeAnalysis;
using Sockeye.Generators.Contracts;

namespace Sockeye.Generators.Tests.Contracts;

public sealed class ContractsGeneratorTests
{
    private const string Contract = """
        namespace Chat;

        public record Vote(bool Yes);

        public interface IChatClient
        {
            Task UserJoined(string name);
            Task<Vote> AskVoteAsync(string topic, int seconds = 30, CancellationToken cancellationToken = default);
        }
        """;

    [Fact]
    public void Clients_OfAContract_AreExtensionMethodsThatCompile()
    {
        var run = Run(Contract + """

            public class Use
            {
                public ValueTask Event(Emitter chat) => chat.Clients<IChatClient>().To("tea").Except("quiet").Volatile.UserJoined("ann");

                public async Task<bool> Answers(Emitter chat, CancellationToken cancellationToken)
                {
                    BroadcastAcks<Vote> votes = await chat.Clients<IChatClient>().AskVoteAsync("tea?", cancellationToken: cancellationToken);
                    return votes.EnsureComplete()[0].Value.Yes;
                }
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Contains("EmitAsync<string>(\"userJoined\", name)", run.Generated, StringComparison.Ordinal);
        Assert.Contains("AskAllAsync<global::Chat.Vote>(__clients.Emitter, \"askVote\"", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void ClientsOf_NamedAsAType_HasTheMethodsToo()
    {
        var run = Run(Contract + """

            public class Use
            {
                public ValueTask Event(ClientsOf<IChatClient> clients) => clients.UserJoined("ann");
            }
            """);

        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Clients_OfAnEmitterWithoutSockets_AreTheEventsWithoutAnswers()
    {
        var run = Run(Contract + """

            public class Use
            {
                public ValueTask Event(SocketIOEmitter chat) => chat.Of("/chat").Clients<IChatClient>().To("tea").UserJoined("ann");
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.DoesNotContain("AskVote", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void ClientServerAndListen_OfAContract_AreRegisteredAtStart()
    {
        var run = Run(Contract + """

            public class Use : IChatClient
            {
                public IChatClient One(Sockeye.Socket socket) => socket.Timeout(TimeSpan.FromSeconds(1)).Client<IChatClient>();

                public IChatClient? Maybe(Sockeye.Socket? socket) => socket?.Client<IChatClient>();

                public IChatClient Server(ClientSocket socket) => socket.Server<IChatClient>();

                public IDisposable Listen(ClientSocket socket, IChatClient implementation) => socket.Listen(implementation);

                public Task UserJoined(string name) => Task.CompletedTask;

                public Task<Vote> AskVoteAsync(string topic, int seconds, CancellationToken cancellationToken) => Task.FromResult(new Vote(true));
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Contains("ClientContract.Register<global::Chat.IChatClient>", run.Generated, StringComparison.Ordinal);
        Assert.Contains("ServerContract.Register<global::Chat.IChatClient>", run.Generated, StringComparison.Ordinal);
        Assert.Contains("ServerContract.RegisterListeners<global::Chat.IChatClient>", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_OfAnyShapeThatIsAllowed_Compiles()
    {
        var run = Run("""
            namespace Chat;

            public enum Mood { Good = 1, Bad }
            public record Person(string Name, Person? Friend, IReadOnlyList<Person> Others, byte[] Picture);

            public interface INamed { Task Renamed(string @class, object? @event); }
            public interface IMore<T> : INamed { ValueTask<T?> Ask(T value); }

            public partial class Outer
            {
                internal interface IContract : IMore<Person>, INamed
                {
                    void Nothing();
                    void NothingOf(int a, string b, int c, int d, int e);
                    Task Token(int a, CancellationToken cancellationToken = default);
                    Task OnlyToken(CancellationToken cancellationToken);
                    ValueTask ManyAndToken(int a, int b, int c, int d, int e, CancellationToken cancellationToken);
                    Task Many(int a, long? b, double c, decimal d, string e, byte[] f, Memory<byte> g, DateTimeOffset h, Guid i);
                    ValueTask Values(Mood mood = Mood.Bad, Mood? other = Mood.Good, string text = "\"\n", char one = '\'', decimal money = 1.5m, double half = 0.5, float no = float.NaN, long? id = 5, Person? person = null, bool yes = true);
                    Task Rest(string first, params string[] rest);
                    Task Sequence(params IEnumerable<int> numbers);
                    Task<int> Number(int clients, int socket, int call, CancellationToken implementation);
                    Task<int?> MaybeNumber();
                    Task<string?> MaybeText(IDictionary<string, Person> people);
                    [Event("join room")] Task JoinRoom(string room);
                    Task Twice(string name) => JoinRoom(name + name);
                    static string Constant => "static members with a body are no events";
                }

                internal ClientsOf<IContract> Clients(Emitter emitter) => emitter.Clients<IContract>();
                internal EmitterClientsOf<IContract> Clients(SocketIOEmitter emitter) => emitter.Clients<IContract>();
                internal IContract Client(Sockeye.Socket socket) => socket.Client<IContract>();
                internal IContract Server(ClientSocket socket) => socket.Server<IContract>();
                internal IDisposable Listen(ClientSocket socket, IContract contract) => socket.Listen<IContract>(contract);
                internal ValueTask Values(Emitter emitter) => emitter.Clients<IContract>().Values(other: Mood.Bad);
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("Client")]
    [InlineData("Server")]
    [InlineData("Listeners")]
    [InlineData("Registration")]
    public void Contract_InANamespaceWithAPlainName_Compiles(string name)
    {
        var run = Run($$"""
            namespace {{name}}
            {
                public interface IChat { Task Event(); }

                public class Use
                {
                    public IChat One(Sockeye.Socket socket) => socket.Client<IChat>();
                    public IChat Server(ClientSocket socket) => socket.Server<IChat>();
                    public IDisposable Listen(ClientSocket socket, IChat implementation) => socket.Listen<IChat>(implementation);
                }
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("int[]")]
    [InlineData("List<int>")]
    [InlineData("IReadOnlyCollection<int>")]
    public void Listen_RestOfAnyCollection_Compiles(string collection)
    {
        var run = Run($$"""
            public interface IChat { Task Event(string first, params {{collection}} rest); }
            public class Use { public IDisposable Listen(ClientSocket socket, IChat chat) => socket.Listen<IChat>(chat); }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Server_WithStreams_Compiles()
    {
        var run = Run("""
            public interface IServer { IAsyncEnumerable<int> Count(int to, CancellationToken cancellationToken = default); IAsyncEnumerable<string> Words(params string[] words); }
            public class Use { public IServer Server(ClientSocket socket) => socket.Volatile.Server<IServer>(); }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Contract_OfObliviousCode_Compiles()
    {
        var run = Run("""
            #nullable disable
            namespace Chat;

            public interface IContract
            {
                Task Event(string text, string[] many);
                Task<string> Ask(string text);
            }

            public class Use
            {
                public ClientsOf<IContract> Clients(Emitter emitter) => emitter.Clients<IContract>();
                public IContract Client(Sockeye.Socket socket) => socket.Client<IContract>();
                public IDisposable Listen(ClientSocket socket, IContract contract) => socket.Listen<IContract>(contract);
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
        Assert.Contains("AskNullableAsync<string>", run.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_OfAnotherAssembly_IsGeneratedWhereItIsUsed()
    {
        var run = Run(
            """
            public class Use
            {
                public ValueTask Event(Emitter chat) => chat.Clients<Chat.IChatClient>().UserJoined("ann");
                public Chat.IChatClient Server(ClientSocket socket) => socket.Server<Chat.IChatClient>();
            }
            """,
            GeneratorRun.Library("Contracts", Contract));

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Clients_OfAProjectWhoseInternalsAreSeen_AreNotGeneratedTwice()
    {
        const string Use = """

            public class {0}
            {
                public ValueTask Event(Emitter chat) => chat.Clients<Chat.IChatClient>().UserJoined("ann");
                public Chat.IChatClient One(Sockeye.Socket socket) => socket.Client<Chat.IChatClient>();
            }
            """;
        var application = Run("[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"App\")]\n" + Contract + Use.Replace("{0}", "App", StringComparison.Ordinal));
        var tests = Run(Use.Replace("{0}", "Tests", StringComparison.Ordinal), application.ToReference("Application"));

        Assert.Empty(application.Errors);
        Assert.Empty(tests.Errors);
    }

    [Fact]
    public void Clients_ThatAreNotSockeyes_GenerateNothing()
    {
        var run = Run(Contract + """

            public class Own
            {
                public T Clients<T>() => default!;
                public T Client<T>() => default!;
                public T Server<T>() => default!;
                public void Listen(object value) { }
                public object All(object value) { Listen(value); return (Clients<IChatClient>(), Client<string>(), Server<int>()); }
            }
            """);

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Generated);
    }

    [Fact]
    public void Edit_ThatConcernsNoContract_GeneratesNothingAnew()
    {
        var run = Run(Contract + """

            public class Use
            {
                public ClientsOf<IChatClient> Clients(Emitter chat) => chat.Clients<IChatClient>();
                public int Other() => 1;
            }
            """);
        Assert.All(run.OutputReasons, static reason => Assert.Equal(IncrementalStepRunReason.New, reason));

        // A line above moves the contract and its use.
        var reasons = run.ReasonsAfterEditing(static source => "// another line\n" + source.Replace("=> 1", "=> 2", StringComparison.Ordinal), ContractsGenerator.CodeStep);

        Assert.All(reasons, static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(run.OutputReasons, static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));

        run.ReasonsAfterEditing(static source => source.Replace("UserJoined(string name)", "UserJoined(string name, int age)", StringComparison.Ordinal), ContractsGenerator.CodeStep);

        Assert.Contains(IncrementalStepRunReason.Modified, run.OutputReasons);
    }

    [Fact]
    public void Edit_OfOneContract_LeavesTheCodeOfAnother()
    {
        var run = Run("""
            public interface IOne { Task First(); }
            public interface ITwo { Task Second(); }
            public class Use
            {
                public object One(Emitter chat) => chat.Clients<IOne>();
                public object Two(Emitter chat) => chat.Clients<ITwo>();
            }
            """);
        var reasons = run.ReasonsAfterEditing(static source => source.Replace("Second", "Third", StringComparison.Ordinal), ContractsGenerator.CodeStep);

        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], reasons);
    }

    private static GeneratorRun Run(string source, params MetadataReference[] references) => GeneratorRun.Of<ContractsGenerator>("using Sockeye.Client;\n" + source, references);
}
