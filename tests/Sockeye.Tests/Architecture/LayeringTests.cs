using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using NetArchTest.Rules;
using Sockeye.Client;
using Sockeye.Engine;
using Sockeye.EventLoops;
using Sockeye.MessagePack;
using Sockeye.Protocol.SocketIO;
using Sockeye.Testing;

namespace Sockeye.Tests.Architecture;

/// <summary>Dependencies point down only.</summary>
public sealed class LayeringTests
{
    private static readonly Assembly Protocol = typeof(PacketDecoder).Assembly;
    private static readonly Assembly EventLoops = typeof(EventLoop).Assembly;
    private static readonly Assembly Engine = typeof(EngineServer).Assembly;
    private static readonly Assembly Server = typeof(SocketIOServer).Assembly;

    private static readonly Assembly Rooms = typeof(Presence).Assembly;

    private static readonly Assembly RoomStores = typeof(RecordStore).Assembly;

    private static readonly Assembly MessagePack = typeof(MessagePackBuilderExtensions).Assembly;

    private static readonly Assembly Parser = typeof(MessagePackParser).Assembly;

    private static readonly Assembly DotNetClient = typeof(SocketIOClientOptions).Assembly;

    private static readonly Assembly Testing = typeof(FakeServer).Assembly;

    private static readonly Assembly[] Packages =
    [
        Protocol, EventLoops, Engine, Server, MessagePack, typeof(SocketIOEmitter).Assembly, typeof(RedisEmitter).Assembly, typeof(PostgresEmitter).Assembly, typeof(RedisAdapterOptions).Assembly,
        typeof(PostgresAdapterOptions).Assembly, Rooms, RoomStores, Parser, DotNetClient, Testing,
    ];

    // A package may be of another version than the one that it depends on: what it needs of that is public, or it has the source itself (src/Shared).
    [Fact]
    public void Packages_ShowTheirInternalsToTestsAndMeasurementsOnly() =>
        Assert.All(Packages, static package => Assert.DoesNotContain(
            package.GetCustomAttributes<InternalsVisibleToAttribute>(), static friend => Packages.Any(other => other.GetName().Name == friend.AssemblyName)));

    // What runs in the compiler, in the build and in "dotnet new" is in no application.
    [Fact]
    public void Packages_AreAllKnownHere() => Assert.Equal(
        Directory.GetDirectories(Path.Combine(FeaturesPageTests.Root, "src"), "Sockeye*").Select(Path.GetFileName).Except(["Sockeye.Contracts.Tool", "Sockeye.Generators", "Sockeye.Templates"]).Order(),
        Packages.Select(static package => package.GetName().Name).Order());

    [Fact]
    public void Protocol_ReferencesNeitherTheWebNorUs()
    {
        Assert.DoesNotContain(References(Protocol), static name => name.StartsWith("Microsoft.", StringComparison.Ordinal));
        Assert.DoesNotContain(References(Protocol), static name => name.StartsWith("Sockeye", StringComparison.Ordinal));
    }

    // Neither sessions nor packets: whatever has a socket may be on them.
    [Fact]
    public void EventLoops_ReferenceNothingOfUs() =>
        Assert.DoesNotContain(References(EventLoops), static name => name.StartsWith("Sockeye", StringComparison.Ordinal));

    [Fact]
    public void Engine_ReferencesOnlyTheProtocolAndTheEventLoopsOfUs() =>
        Assert.Equal(
            ["Sockeye.EventLoops", "Sockeye.Protocol"],
            References(Engine).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)).Order());

    [Fact]
    public void Server_ReferencesOnlyTheLayersBelow() =>
        Assert.Equal(
            ["Sockeye.Engine", "Sockeye.EventLoops", "Sockeye.Protocol"],
            References(Server).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)).Order());

    // Records, presence, history and permissions are a library on the server's public seams, as anybody's may be.
    [Fact]
    public void Rooms_AreOnTheServer() =>
        Assert.Equal(
            ["Sockeye", "Sockeye.EventLoops", "Sockeye.Protocol", "Sockeye.RoomStores"],
            References(Rooms).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)).Order());

    // Emitters use the stores too, without the web.
    [Fact]
    public void RoomStores_KnowTheProtocolOnly()
    {
        Assert.Equal(["Sockeye.Protocol"], References(RoomStores).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)));
        Assert.DoesNotContain(References(RoomStores), static name => name.StartsWith("Microsoft.", StringComparison.Ordinal));
    }

    [Fact]
    public void MessagePack_AddsTheParserToAServer() =>
        Assert.Equal(
            ["Sockeye", "Sockeye.Protocol", "Sockeye.Protocol.MessagePack"],
            References(MessagePack).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)).Order());

    // The parser alone serves a process that has no server.
    [Fact]
    public void MessagePackParser_KnowsThePacketsOnly()
    {
        Assert.Equal(["Sockeye.Protocol"], References(Parser).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)));
        Assert.DoesNotContain(References(Parser), static name => name.StartsWith("Microsoft.", StringComparison.Ordinal));
    }

    [Fact]
    public void Client_KnowsNeitherTheWebNorTheServer()
    {
        Assert.Equal(["Sockeye.Protocol"], References(DotNetClient).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)));
        Assert.DoesNotContain(References(DotNetClient), static name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    // What an application cannot use, its tests should not be promised.
    [Fact]
    public void Testing_KnowsTheServerAndTheClient() =>
        Assert.Equal(
            ["Sockeye", "Sockeye.Client", "Sockeye.Engine", "Sockeye.Protocol"],
            References(Testing).Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)).Order());

    [Fact]
    public void Assemblies_ReferenceNothingButTheFramework() =>
        Assert.All(
            new[] { Protocol, EventLoops, Engine, Server }.SelectMany(References),
            static name => Assert.True(
                name.StartsWith("System.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Net.Http.Headers", StringComparison.Ordinal)
                || name.StartsWith("Sockeye.", StringComparison.Ordinal),
                name));

    [Fact]
    public void EngineIO_DoesNotKnowSocketIO()
    {
        AssertFree(Types.InAssembly(Protocol).That().ResideInNamespace("Sockeye.Protocol.EngineIO"), "Sockeye.Protocol.SocketIO");
        AssertFree(Types.InAssembly(Protocol).That().ResideInNamespace("Sockeye.Protocol.SocketIO"), "Sockeye.Protocol.EngineIO");
        AssertFree(Types.InAssembly(Engine).That().ResideInNamespace("Sockeye.Engine"), "Sockeye.Protocol.SocketIO");
    }

    [Theory]
    [InlineData(typeof(SocketIOEmitter), "Sockeye.Protocol", "Sockeye.RoomStores")]
    [InlineData(typeof(RedisEmitter), "Sockeye.Emitter", "Sockeye.Protocol", "Sockeye.RoomStores")]
    [InlineData(typeof(PostgresEmitter), "Sockeye.Emitter", "Sockeye.Protocol", "Sockeye.RoomStores")]
    public void Emitters_KnowNeitherTheWebNorTheServer(Type type, params string[] allowed)
    {
        var references = References(type.Assembly).ToList();

        Assert.DoesNotContain(references, static name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Empty(references.Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)).Except(allowed));
    }

    [Fact]
    public void Rooms_KnowNothingOfTheWeb() =>
        AssertFree(
            Types.InAssembly(Server).That().ResideInNamespace("Sockeye.Rooms"), "Microsoft.AspNetCore", "Sockeye.Hosting", "Sockeye.Connections");

    [Fact]
    public void Hosting_IsKnownToNobodyBelow() =>
        AssertFree(
            Types.InAssembly(Server).That().ResideInNamespaceMatching(@"^Sockeye\.(Rooms|Sockets|Connections|Namespaces|Broadcasting|Recovery)"),
            "Sockeye.Hosting");

    [Fact]
    public void PublicTypes_AreSealedOrMeantToBeDerivedFrom()
    {
        var open = Server.GetExportedTypes().Concat(Engine.GetExportedTypes()).Concat(EventLoops.GetExportedTypes()).Concat(Protocol.GetExportedTypes()).Concat(MessagePack.GetExportedTypes())
            .Where(static type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Select(static type => type.Name);

        Assert.Equal(["InMemoryAdapter"], open);
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(static name => name.Name!);

    private static void AssertFree(PredicateList types, params string[] dependencies)
    {
        Assert.NotEmpty(types.GetTypes());
        var result = types.ShouldNot().HaveDependencyOnAny(dependencies).GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
