using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Sockets;

/// <summary>Authorization policies on single events: asked each time, in order with the events.</summary>
public sealed class EventPolicyTests
{
    private const string Unauthorized = """[{"error":{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}}]""";
    private const string Forbidden = """[{"error":{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}}]""";

    private readonly Inbox<string> _seen = new();

    public enum On
    {
        Namespace,
        Pattern,
        Socket,
    }

    [Theory]
    [InlineData(On.Namespace)]
    [InlineData(On.Pattern)]
    [InlineData(On.Socket)]
    public async Task Policy_OfAnEvent_IsAskedEachTime(On on)
    {
        await using var server = await StartAsync(
            on,
            static ns => ns.RequireAuthorizationFor("delete", "Moderators"),
            static pattern => pattern.RequireAuthorizationFor("delete", "Moderators"),
            static socket => socket.RequireAuthorizationFor("delete", "Moderators"));
        await using var client = await server.ConnectAsync("/chat");
        var socket = server.IO.Of("/chat").Sockets[client.Id];

        await client.SendAsync("""42/chat,1["delete"]""", """42/chat,2["other"]""");
        await client.ExpectAsync("43/chat,1" + Unauthorized, "43/chat,2[]");
        socket.User = Users.Named("ann");
        await client.SendAsync("""42/chat,3["delete"]""");
        await client.ExpectAsync("43/chat,3" + Forbidden);
        socket.User = Users.Named("mod", (ClaimTypes.Role, "moderator"));
        await client.SendAsync("""42/chat,4["delete"]""");
        await client.ExpectAsync("43/chat,4[]");
        socket.User = Users.Named("ann");
        await client.SendAsync("""42/chat,5["\u0064elete"]""", """42/chat,["delete"]""", """42/chat,6["other"]""");
        await client.ExpectAsync("43/chat,5" + Forbidden, "43/chat,6[]");

        Assert.Equal(["other", "delete", "other"], await _seen.NextAsync(3));
        Assert.Equal(0, _seen.Count);
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task DefaultPolicy_AndPolicyObject_HoldForAllEventsNamed()
    {
        var moderators = new AuthorizationPolicyBuilder().RequireRole("moderator").Build();
        await using var server = await StartAsync(On.Namespace, ns => ns.RequireAuthorizationFor(["delete", "other"]).RequireAuthorizationFor(["delete"], moderators));
        await using var client = await server.ConnectAsync("/chat");

        await client.SendAsync("""42/chat,1["delete"]""", """42/chat,2["other"]""");
        await client.ExpectAsync("43/chat,1" + Unauthorized, "43/chat,2" + Unauthorized);
        server.IO.Of("/chat").Sockets[client.Id].User = Users.Named("ann");
        await client.SendAsync("""42/chat,1["delete"]""", """42/chat,2["other"]""");
        await client.ExpectAsync("43/chat,1" + Forbidden, "43/chat,2[]");
    }

    [Fact]
    public async Task Policy_ThatIsAddedLater_HoldsForSocketsThatAreThere()
    {
        await using var server = await StartAsync(On.Namespace);
        await using var client = await server.ConnectAsync("/chat");
        await client.SendAsync("""42/chat,1["delete"]""");
        await client.ExpectAsync("43/chat,1[]");

        server.IO.Of("/chat").RequireAuthorizationFor("delete");
        await client.SendAsync("""42/chat,2["delete"]""");

        await client.ExpectAsync("43/chat,2" + Unauthorized);
    }

    [Fact]
    public async Task Policy_ThatWaits_HoldsBackTheEventsBehindIt()
    {
        var asked = new Inbox<IncomingEvent>();
        var allow = new TaskCompletionSource();
        await using var server = await StartAsync(On.Namespace, ns => ns.RequireAuthorizationFor("delete", new AuthorizationPolicyBuilder()
            .RequireAssertion(async context =>
            {
                asked.Add(Assert.IsType<IncomingEvent>(context.Resource));
                await allow.Task;
                return true;
            })
            .Build()));
        await using var client = await server.ConnectAsync("/chat");

        await client.SendAsync("""42/chat,1["delete",7]""", """42/chat,2["other"]""");
        var resource = await asked.NextAsync();
        await client.ExpectNothingAsync();
        Assert.Equal(("delete", 7, client.Id), (resource.Name, resource.Arguments.Get<int>(0), resource.Socket.Id));
        allow.SetResult();

        await client.ExpectAsync("43/chat,1[]", "43/chat,2[]");
        Assert.Equal(["delete", "other"], await _seen.NextAsync(2));
    }

    [Fact]
    public async Task Policy_HoldsForTheNameThatMiddlewaresMake()
    {
        await using var server = await StartAsync(On.Socket, onSocket: static socket => socket
            .Use(static e =>
            {
                if (e.Name == "remove")
                {
                    e.Rewrite("delete");
                }
            })
            .RequireAuthorizationFor("delete"));
        await using var client = await server.ConnectAsync("/chat");

        await client.SendAsync("""42/chat,1["remove"]""");

        await client.ExpectAsync("43/chat,1" + Unauthorized);
    }

    [Fact]
    public async Task Refusal_IsToldToErrorListeners_AndNotLogged()
    {
        var errors = new Inbox<Exception>();
        await using var server = await StartAsync(On.Socket, onSocket: socket => socket.OnError(errors.Add).RequireAuthorizationFor("delete"));
        await using var client = await server.ConnectAsync("/chat");

        await client.SendAsync("""42/chat,["delete"]""");

        Assert.Equal("Unauthorized", Assert.IsType<EventRefusedException>(await errors.NextAsync()).Message);
        await client.ExpectNothingAsync();
        Assert.Equal(0, _seen.Count);
    }

    [Fact]
    public async Task Policy_ThatDoesNotExist_RefusesAndIsLogged()
    {
        await using var server = await StartAsync(On.Namespace, static ns => ns.RequireAuthorizationFor("delete", "Nobodies"));
        server.Log.Expect("Nobodies");
        await using var client = await server.ConnectAsync("/chat");

        await client.SendAsync("""42/chat,1["delete"]""");

        await client.ExpectAsync("""43/chat,1[{"error":{"message":"Internal server error"}}]""");
        await server.Log.FindAsync("There is no authorization policy named \"Nobodies\"");
    }

    [Fact]
    public async Task Names_ThatAreReserved_AreRefused()
    {
        await using var server = await StartAsync(On.Namespace);

        Assert.Throws<ArgumentException>(() => server.IO.Of("/chat").RequireAuthorizationFor("disconnect"));
        Assert.Throws<ArgumentNullException>(() => server.IO.Of("/chat").RequireAuthorizationFor([null!]));
    }

    private Task<TestServer> StartAsync(
        On on, Action<Namespace>? onNamespace = null, Action<ParentNamespace>? onPattern = null, Action<Socket>? onSocket = null) => TestServer.StartAsync(
        io =>
        {
            void Connected(Socket socket)
            {
                foreach (var name in new[] { "delete", "other" })
                {
                    socket.On(name, (Acknowledgement ack) =>
                    {
                        _seen.Add(name);
                        ack.Send();
                    });
                }

                if (on == On.Socket)
                {
                    onSocket?.Invoke(socket);
                }
            }

            if (on == On.Pattern)
            {
                var pattern = io.Of(static (name, _) => name == "/chat").OnConnection(Connected);
                onPattern!(pattern);
                return;
            }

            var ns = io.Of("/chat").OnConnection(Connected);
            if (on == On.Namespace)
            {
                onNamespace?.Invoke(ns);
            }
        },
        services: static services => services.AddAuthorization(static options => options.AddPolicy("Moderators", static policy => policy.RequireRole("moderator"))));
}
