using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Testing.Tests.Fakes;

public sealed class FakeSocketTests
{
    [Fact]
    public async Task Socket_OfAFunction_ShowsWhatWasDoneToIt()
    {
        await using var fake = await FakeSocket.ConnectAsync("/chat");

        await fake.Socket.JoinAsync("tea");
        await fake.Socket.JoinAsync("coffee", "milk");
        await fake.Socket.LeaveAsync("milk");
        await fake.Socket.EmitAsync("welcome", "ann", new byte[] { 1 });
        await fake.Socket.To("tea").EmitAsync("user joined", "ann");
        await fake.Socket.Broadcast.EmitAsync("news", 1);
        await fake.Socket.Namespace.In("tea", "milk").Except("coffee").Volatile.EmitAsync("update");

        Assert.Equal(["tea", "coffee", "milk"], fake.Joined);
        Assert.Equal(["milk"], fake.Left);
        Assert.Equal(["welcome", "user joined", "news", "update"], fake.Emits.Select(static emit => emit.Name));
        Assert.Same(fake.Socket, fake.Emits[0].Socket);
        Assert.Equal("ann", fake.Emits[0].Get<string>());
        Assert.Equal([1], fake.Emits[0].Get<byte[]>(1)!);
        Assert.Equal(["tea"], fake.Emits[1].Rooms);
        Assert.Equal([fake.Socket.Id], fake.Emits[1].Except);
        Assert.Null(fake.Emits[1].Socket);
        Assert.Empty(fake.Emits[2].Rooms);
        Assert.Equal([fake.Socket.Id], fake.Emits[2].Except);
        Assert.Equal(["tea", "milk"], fake.Emits[3].Rooms);
        Assert.Equal(["coffee"], fake.Emits[3].Except);
        Assert.True(fake.Emits[3].Flags.Volatile);
        Assert.Equal("/chat [\"update\"] to rooms tea, milk except coffee", fake.Emits[3].ToString());
        Assert.Equal(["welcome"], fake.Received.Select(static emit => emit.Name));
    }

    [Fact]
    public async Task Connect_WithUserAuthQueryAndHeaders_HandlersSeeThem()
    {
        await using var fake = await FakeSocket.ConnectAsync("/", client =>
        {
            client.SignIn("ann", new Claim(ClaimTypes.Role, "admin"));
            client.Auth = new { token = "abc" };
            client.Query["room"] = "tea & milk";
            client.Headers["User-Agent"] = "test";
            client.Address = IPAddress.Parse("192.0.2.1");
        });

        Assert.Equal("ann", fake.Socket.User.Identity!.Name);
        Assert.True(fake.Socket.User.IsInRole("admin"));
        Assert.Equal("abc", fake.Socket.Handshake.Auth.GetString("token"));
        Assert.Equal("tea & milk", fake.Socket.Handshake.Query["room"]);
        Assert.Equal("test", fake.Socket.Handshake.Header("User-Agent"));
        Assert.Equal("192.0.2.1", fake.Socket.Handshake.Address);
    }

    [Fact]
    public async Task Connect_ByDefault_IsNobody()
    {
        await using var fake = await FakeSocket.ConnectAsync();

        Assert.False(fake.Socket.User.Identity!.IsAuthenticated);
        Assert.Equal("/", fake.Socket.Namespace.Name);
        Assert.True(fake.Socket.Connected);
        Assert.Null(fake.Disconnected);
        Assert.Empty(fake.Joined);
        Assert.Empty(fake.Emits);
    }

    [Fact]
    public async Task Deliver_EventWithAnswer_GivesIt()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.On("sum", (int a, int b, Acknowledgement answer) => answer.SendAsync(a + b));

        Assert.Equal(5, await fake.DeliverAsync<int>("sum", 2, 3).Within());
        Assert.Equal(9, (await fake.DeliverAsync("sum", 4, 5).Within())!.Get<int>(0));
    }

    [Fact]
    public async Task Deliver_EventWithoutAnswer_WaitsForTheEndOfItsHandlers()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = new TaskCompletionSource();
        fake.Client.On("sure?", async (Acknowledgement answer) =>
        {
            asked.SetResult();
            await answers.Task;
            await answer.SendAsync(true);
        });
        fake.Socket.On("join", async (string room) =>
        {
            await fake.Socket.EmitWithAckAsync("sure?");
            await fake.Socket.JoinAsync(room);
        });

        var delivering = fake.DeliverAsync("join", "tea");
        await asked.Task.Within();
        Assert.False(delivering.IsCompleted);
        answers.SetResult();

        Assert.Null(await delivering.Within());
        Assert.Equal(["tea"], fake.Joined);
    }

    [Fact]
    public async Task Deliver_ForAValueWithoutAnswer_Throws()
    {
        await using var fake = await FakeSocket.ConnectAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => fake.DeliverAsync<int>("nobody listens")).Within();
    }

    [Fact]
    public async Task Deliver_ToAFailingHandler_GivesTheErrorOfTheServer()
    {
        await using var server = new FakeServer();
        await using var fake = await server.ConnectAsync();
        fake.Socket.On("fail", Task () => throw new InvalidOperationException("secret"));
        fake.Socket.On("refuse", Task () => throw new EventRefusedException("not today", new { code = 7 }));

        var failed = await fake.DeliverAsync("fail").Within();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => fake.DeliverAsync<string>("refuse")).Within();

        Assert.Equal("""[{"error":{"message":"Internal server error"}}]""", System.Text.Encoding.UTF8.GetString(failed!.Payload.Span));
        Assert.Contains("not today", refused.Message, StringComparison.Ordinal);
        Assert.Equal("secret", Assert.Single(server.Errors).Exception!.Message);
    }

    [Fact]
    public async Task Deliver_ToAHandlerThatDisconnects_Ends()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.On("leave", () => fake.Socket.Disconnect(reason: "bye"));
        fake.Socket.On("close", () => fake.Socket.Disconnect(close: true));

        Assert.Null(await fake.DeliverAsync("leave").Within());

        Assert.Equal("server namespace disconnect", fake.Disconnected!.Name);
        Assert.False(fake.Socket.Connected);
    }

    [Fact]
    public async Task Deliver_ToAHandlerThatClosesTheConnection_Ends()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.On("close", () => fake.Socket.Disconnect(close: true));

        Assert.Null(await fake.DeliverAsync("close").Within());

        Assert.NotNull(fake.Disconnected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_ToAHandlerThatDisconnects_Throws(bool close)
    {
        await using var server = new FakeServer();
        server.IO.OnConnection(socket => socket.Disconnect(close));

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ConnectAsync()).Within();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deliver_AfterTheEndOfTheConnection_ThrowsAtOnce(bool abort)
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.On("close", () => fake.Socket.Disconnect(close: true));
        await (abort ? fake.AbortAsync() : fake.DeliverAsync("close")).Within();

        await Assert.ThrowsAsync<InvalidOperationException>(() => fake.SettleAsync()).Within();
        await Assert.ThrowsAsync<InvalidOperationException>(() => fake.DeliverAsync("late")).Within();
    }

    [Fact]
    public async Task Emit_WithAcknowledgement_IsAnsweredByTheClient()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Client.On("vote", (string topic, Acknowledgement answer) => answer.SendAsync(topic + "!"));

        var answer = await fake.Socket.EmitWithAckAsync("vote", "tea").Within();

        Assert.Equal("tea!", answer.Get<string>(0));
        Assert.Equal("vote", Assert.Single(fake.Emits).Name);
    }

    [Theory]
    [InlineData(false, "client namespace disconnect")]
    [InlineData(true, "transport close")]
    public async Task Disconnect_ByTheClient_CallsHandlers(bool abort, string reason)
    {
        await using var fake = await FakeSocket.ConnectAsync();
        var heard = new List<string>();
        fake.Socket.OnDisconnect(why => heard.Add(why.Name));

        await (abort ? fake.AbortAsync() : fake.DisconnectAsync()).Within();

        Assert.Equal([reason], heard);
        Assert.Equal(reason, fake.Disconnected!.Name);
        await fake.DisconnectAsync().Within();
    }

    [Fact]
    public async Task Clock_OfTheServices_MovesTimeOuts()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeServer(services => services.AddSingleton<TimeProvider>(time));
        await using var fake = await server.ConnectAsync();

        var unanswered = fake.Socket.Timeout(TimeSpan.FromSeconds(5)).EmitWithAckAsync("vote");
        time.Advance(TimeSpan.FromSeconds(6));

        await Assert.ThrowsAsync<TimeoutException>(() => unanswered).Within();
    }

    [Fact]
    public async Task Data_OfAnswers_IsReadAsAnyJson()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.On("state", (Acknowledgement answer) => answer.SendAsync(new { error = "none", tries = 2 }));

        Assert.Equal(2, (await fake.DeliverAsync<JsonElement>("state").Within()).GetProperty("tries").GetInt32());
    }
}
