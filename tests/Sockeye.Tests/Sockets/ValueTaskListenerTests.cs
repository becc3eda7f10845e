using System.Reflection;
using Sockeye.Testing;

namespace Sockeye.Tests.Sockets;

/// <summary>Listeners that return what <c>SendAsync</c>, <c>EmitAsync</c> and <c>JoinAsync</c> return.</summary>
public sealed class ValueTaskListenerTests
{
    [Fact]
    public async Task On_LambdasThatReturnAValueTask_AreAwaited()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.On("0", ack => ack.SendAsync());
            socket.On<string>("1", (a, ack) => ack.SendAsync(a));
            socket.On<int, string>("2", (a, b, ack) => ack.SendAsync(a, b));
            socket.On("e", (IncomingEvent e) => e.Acknowledgement.SendAsync(e.Arguments));
            socket.Once<string>("join", room => socket.JoinAsync(room));
            socket.On("late", async (int n, Acknowledgement ack) =>
            {
                await Task.Yield();
                await ack.SendAsync(n);
            });
        }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["0"]""", """421["1","x"]""", """422["2",1,"y"]""", """423["e",[1]]""", """42["join","r"]""", """424["late",5]""");

        await client.ExpectAsync("430[]", """431["x"]""", """432[1,"y"]""", "433[[1]]", "434[5]");
        Assert.True(server.IO.Sockets[client.Id].IsIn("r"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_ValueTaskThatFails_IsLogged(bool isAsync)
    {
        await using var server = new FakeServer();
        await using var fake = await server.ConnectAsync();
        fake.Socket.On<int>("x", Fail);

        await fake.DeliverAsync("x", 1).Within();

        Assert.Equal("a secret", Assert.Single(server.Errors).Exception!.Message);

        async ValueTask Fail(int n)
        {
            if (isAsync)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("a secret");
        }
    }

    [Fact]
    public async Task On_LambdaThatReturnsATaskWithAResult_IsAwaited()
    {
        await using var server = await TestServer.StartAsync(io =>
        {
            var history = io.MainNamespace.UseHistory();
            io.MainNamespace.UsePermissions(static options => options.For("*").Allow().Send(static async _ =>
            {
                await Task.Yield();
                return RoomVerdict.Refuse("no");
            }));
            io.OnConnection(socket => socket.On<string>("say", text => history.From(socket).EmitAsync("tea", "say", text)));
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["say","hello"]""");

        Assert.StartsWith("""431[{"error":{"message":"no",""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    /// <summary>The compiler would take a lambda that returns one for one without a result, and nobody would see what becomes of it.</summary>
    [Fact]
    public void Surface_WhatHandlersCall_ReturnsNoValueTaskWithAResult() =>
        Assert.Equal(
            [],
            from type in typeof(SocketIOServer).Assembly.GetExportedTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where method is { IsVirtual: false, ReturnType.IsGenericType: true } && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)
            select $"{type.Name}.{method.Name}");

    [Fact]
    public async Task Hooks_ThatReturnAValueTask_AreAwaited()
    {
        var left = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Use(socket => socket.JoinAsync("middleware")).OnConnection(socket => socket.JoinAsync("connection"));
            io.Of(static (name, _) => name == "/t").Use(socket => socket.JoinAsync("middleware")).OnConnection(socket => socket.JoinAsync("connection"));
            io.OnConnection(socket => socket
                .Use(e => e.Acknowledgement.SendAsync("used"))
                .OnUnhandled(e => socket.EmitAsync("unhandled", e.Name))
                .OnDisconnecting(reason => socket.To("connection").EmitAsync("leaving", reason.Name))
                .OnDisconnect(reason =>
                {
                    left.Add(reason.Name);
                    return ValueTask.FromException(new InvalidOperationException("a secret"));
                }));
        });
        server.Log.Expect("a secret");
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();
        Assert.Equal(2, server.IO.MainNamespace.Adapter.Rooms.MemberCount("middleware"));

        await client.SendAsync("""420["x"]""");
        await client.ExpectAsync("""430["used"]""", """42["unhandled","x"]""");
        await client.SendAsync("41");

        await other.ExpectAsync("""42["leaving","client namespace disconnect"]""");
        Assert.Equal(DisconnectReason.ClientNamespaceDisconnect, await left.NextAsync());
        await server.Log.FindAsync("a secret");
    }

    [Fact]
    public async Task Off_OfAValueTaskListener_RemovesIt()
    {
        var seen = new Inbox<int>();
        Func<int, ValueTask> listener = n =>
        {
            seen.Add(n);
            return default;
        };
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Socket.On("x", listener);

        await fake.DeliverAsync("x", 1).Within();
        fake.Socket.Off("x", listener);
        await fake.DeliverAsync("x", 2).Within();

        Assert.Equal(1, await seen.NextAsync());
        Assert.Equal(0, seen.Count);
    }
}
