using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Handlers;

/// <summary>Attributes of class and method say who may call.</summary>
public sealed class HandlerAuthorizationTests
{
    private const string Unauthorized = """[{"error":{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}}]""";
    private const string Forbidden = """[{"error":{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}}]""";

    [Fact]
    public async Task Connect_ClassForKnownUsers_RefusesOthers()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/safe,");

        await client.ExpectAsync("""44/safe,{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""");
    }

    [Fact]
    public async Task Connect_ClassForKnownUsersOfABaseForEverybody_RefusesOthers()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/gate,");

        await client.ExpectAsync("""44/gate,{"message":"Unauthorized","data":{"code":"E_UNAUTHORIZED"}}""");
    }

    [Theory]
    [InlineData("ann", "", """["read"]""", """["read"]""")]
    [InlineData("ann", "", """["open","box"]""", Forbidden)]
    [InlineData("ann", "key", """["open","box"]""", """["opened box"]""")]
    [InlineData("ann", "key", """["sell"]""", Forbidden)]
    [InlineData("ann", "owner", """["sell"]""", """["sold"]""")]
    [InlineData("ann", "", """["open"]""", Forbidden)]
    [InlineData("ann", "key", """["open"]""", """[{"error":{"message":"invalid arguments for \"open\": \"what\" is missing"}}]""")]
    public async Task Method_WithAttributes_IsForThoseWhoMay(string name, string role, string sent, string answer)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/safe", auth: $$"""{"name":"{{name}}","role":"{{role}}"}""");

        await client.SendAsync($"42/safe,1{sent}");

        await client.ExpectAsync($"43/safe,1{answer}");
    }

    [Fact]
    public async Task Method_ForEverybody_LetsEverybodyConnectAndCallIt()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/door");

        await client.SendAsync("""42/door,1["knock"]""", """42/door,2["enter"]""");

        await client.ExpectAsync("""43/door,1["who is there"]""", $"43/door,2{Unauthorized}");
    }

    [Fact]
    public async Task Method_ThatOverridesOneWithAttributes_HasThemToo()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/vault");

        await client.SendAsync("42/vault,1[\"take\"]", "42/vault,2[\"look\"]", "42/vault,3[\"touch\"]", "42/vault,4[\"secret\"]");

        await client.ExpectAsync($"43/vault,1{Unauthorized}", "43/vault,2[\"vault seen\"]", $"43/vault,3{Unauthorized}");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Method_UserThatIsGoneMeanwhile_IsAskedAgain()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/safe", auth: """{"name":"ann"}""");
        server.IO.Of("/safe").Sockets[client.Id].User = new();

        await client.SendAsync("""42/safe,1["read"]""");

        await client.ExpectAsync($"43/safe,1{Unauthorized}");
    }

    [Fact]
    public async Task Method_PolicyThatTakesItsTime_IsCalledAfterIt()
    {
        var slow = new TaskCompletionSource();
        await using var server = await StartAsync(slow.Task);
        await using var client = await server.ConnectAsync("/safe", auth: """{"name":"ann","role":"key"}""");

        await client.SendAsync("""42/safe,1["open","box"]""", """42/safe,2["open"]""", """42/safe,3["read"]""");
        await client.ExpectAsync("""43/safe,3["read"]""");
        slow.SetResult();

        Assert.Equal(
            ["""43/safe,1["opened box"]""", """43/safe,2[{"error":{"message":"invalid arguments for \"open\": \"what\" is missing"}}]"""],
            new[] { await client.ReceiveAsync(), await client.ReceiveAsync() }.Order());
    }

    [Fact]
    public async Task Method_PolicyThatIsNotThere_FailsAndCallsNothing()
    {
        await using var server = await StartAsync(policy: "Other");
        server.Log.Expect("Keys");
        await using var client = await server.ConnectAsync("/safe", auth: """{"name":"ann","role":"key"}""");

        await client.SendAsync("""42/safe,1["open","box"]""");

        await client.ExpectAsync("""43/safe,1[{"error":{"message":"Internal server error"}}]""");
    }

    private static Task<TestServer> StartAsync(Task? slow = null, string policy = "Keys") => TestServer.StartAsync(
        static io =>
        {
            io.Of("/safe").Use(Identify).MapHandlers<SafeHandlers>();
            io.Of("/door").Use(Identify).MapHandlers<DoorHandlers>();
            io.Of("/vault").Use(Identify).MapHandlers<VaultHandlers>();
            io.Of("/gate").Use(Identify).MapHandlers<GateHandlers>();
        },
        services: services => services.AddAuthorization(options => options.AddPolicy(policy, builder => builder.RequireAssertion(async context =>
        {
            await (slow ?? Task.CompletedTask);
            return context.Resource is IncomingEvent { Name: "open" } && context.User.IsInRole("key");
        }))));

    private static void Identify(Socket socket)
    {
        if (socket.Handshake.Auth.GetString("name") is { } name)
        {
            socket.User = Users.Named(name, (System.Security.Claims.ClaimTypes.Role, socket.Handshake.Auth.GetString("role") ?? string.Empty));
        }
    }
}
