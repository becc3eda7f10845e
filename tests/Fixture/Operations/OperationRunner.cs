using System.Security.Claims;
using System.Text.Json;
using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Operations;

/// <summary>Performs the operations of the event <c>do</c>: each is one call of the public API.</summary>
internal static class OperationRunner
{
    /// <summary>Performs an operation and acknowledges with its result, or with what went wrong.</summary>
    public static async Task RunAsync(IncomingEvent asked)
    {
        var socket = asked.Socket;
        var acknowledgement = asked.Acknowledgement;
        Operation? operation;
        try
        {
            operation = asked.Arguments.Get<Operation?>(0);
        }
        catch (JsonException exception)
        {
            await acknowledgement.SendAsync(new Failure(exception.Message));
            return;
        }

        if (operation is { Op: "disconnect" })
        {
            socket.Disconnect(operation.Close);
            return;
        }

        try
        {
            await acknowledgement.SendAsync(new Success(await PerformAsync(socket, operation)));
        }
        catch (BroadcastAckTimeoutException exception)
        {
            await acknowledgement.SendAsync(new PartialFailure(exception.Message, FirstOf(exception.Acks.Answers)));
        }
        catch (Exception exception)
        {
            await acknowledgement.SendAsync(new Failure(exception.Message));
        }
    }

    private static async Task<object?> PerformAsync(Socket socket, Operation? operation)
    {
        if (operation is null)
        {
            throw new OperationException("no operation");
        }

        var target = new Target(socket, operation);
        switch (operation.Op)
        {
            case "emit":
                await (target.IsSocketAlone ? target.Alone().EmitAsync(EventOf(operation), ArgsOf(operation)) : target.Several().EmitAsync(EventOf(operation), ArgsOf(operation)));
                return true;
            case "emitWithAck" when target.IsSocketAlone:
                return (await target.Alone().EmitWithAckAsync(EventOf(operation), ArgsOf(operation))).Get<AnyValue>(0);
            case "emitWithAck":
                return FirstOf((await target.Several().EmitWithAckAsync(EventOf(operation), ArgsOf(operation))).EnsureComplete());
            case "join":
                await socket.JoinAsync(RoomsOf(operation));
                return true;
            case "leave":
                foreach (var room in RoomsOf(operation))
                {
                    await socket.LeaveAsync(room);
                }

                return true;
            case "rooms":
                return Sorted(socket.Rooms);
            case "setUser":
                socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", operation.User!)], "fixture"));
                return true;
            case "setData":
                socket.Data.Set(operation.Data ?? new AnyValue(default));
                return true;
            case "fetchSockets":
                return (await target.Several().FetchSocketsAsync())
                    .OrderBy(found => found.Id, StringComparer.Ordinal)
                    .Select(found => new Found(found.Id, Sorted(found.Rooms), found.Data))
                    .ToArray();
            case "socketsJoin":
                await target.Several().SocketsJoinAsync(RoomsOf(operation));
                return true;
            case "socketsLeave":
                await target.Several().SocketsLeaveAsync(RoomsOf(operation));
                return true;
            case "disconnectSockets":
                await target.Several().DisconnectSocketsAsync(operation.Close);
                return true;
            case "allRooms":
                return target.Namespace.Adapter.Rooms.ToDictionary(room => room.Name, room => room.Count);
            case "clusterRooms":
                return Sorted(await target.Namespace.AllRoomsAsync());
            case "serverSideEmit":
                await target.Namespace.ServerSideEmitAsync(EventOf(operation), ArgsOf(operation));
                return true;
            case "serverSideEmitWithAck":
                return (await target.Namespace.ServerSideEmitWithAckAsync(EventOf(operation), ArgsOf(operation), TimeoutOf(operation)))
                    .Select(answer => answer.Get<AnyValue>(0))
                    .ToArray();
            case "onAny":
                socket.OnAny(e => socket.EmitAsync("any", [e.Name, .. AnyValue.All(e.Arguments)]).AsTask());
                return true;
            case "serverCount":
                return await target.Namespace.ServerCountAsync();
            case "handshake":
                return socket.Handshake.ToJson();
            default:
                throw new OperationException($"unknown operation: {operation.Op}");
        }
    }

    public static string[] Sorted(IEnumerable<string> rooms) => [.. rooms.Order(StringComparer.Ordinal)];

    private static AnyValue?[] FirstOf(IEnumerable<BroadcastAck> answers) => [.. answers.Select(answer => answer.Arguments.Get<AnyValue>(0))];

    private static string EventOf(Operation operation) => operation.Event ?? throw new OperationException($"{operation.Op} needs an event");

    private static object?[] ArgsOf(Operation operation) => [.. operation.Args ?? []];

    private static string[] RoomsOf(Operation operation) =>
        operation.Rooms ?? (operation.Room is { } room ? [room] : throw new OperationException($"{operation.Op} needs a room or rooms"));

    private static TimeSpan? TimeoutOf(Operation operation) => operation.Timeout is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null;
}
