using System.Text.Json;
using Sockeye.Arguments;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>A socket of any server of the cluster, as <see cref="Emitter.FetchSocketsAsync"/> found it: a picture of that moment, and a handle to act on it.</summary>
public sealed class RemoteSocket
{
    private readonly Adapter _adapter;
    private JsonElement? _handshake;

    /// <summary>Makes the picture of a socket on another server.</summary>
    public RemoteSocket(Adapter adapter, string id, JsonElement handshake, IReadOnlyList<string> rooms, JsonElement data)
    {
        _adapter = adapter;
        _handshake = handshake;
        Id = id;
        Rooms = RoomNames.WithoutUsers(rooms);
        Data = data;
    }

    internal RemoteSocket(Socket socket)
    {
        _adapter = socket.Namespace.Adapter;
        Id = socket.Id;
        Rooms = socket.Rooms;
        Data = socket.Data.ToJson();
        Local = socket;
    }

    /// <summary>The id of the socket.</summary>
    public string Id { get; }

    /// <summary>The socket's handshake, as JSON of the reference's shape.</summary>
    /// <remarks>
    /// That of a socket on another server has no credentials of the client, unless <see cref="ClusterAdapterOptions.Credentials"/> says so: the headers <c>cookie</c>,
    /// <c>authorization</c> and <c>proxy-authorization</c> are missing, and <c>auth</c> is an empty object.
    /// </remarks>
    public JsonElement Handshake => _handshake ??= Local!.Handshake.ToJson();

    /// <summary>The rooms it was in.</summary>
    public IReadOnlyList<string> Rooms { get; }

    /// <summary>Its shared data (<see cref="Socket.Data"/>), as JSON.</summary>
    public JsonElement Data { get; }

    /// <summary>The socket itself, where it is on this server.</summary>
    public Socket? Local { get; }

    /// <summary>What reaches just this socket, wherever it is.</summary>
    public BroadcastOperator Target => new(_adapter, new BroadcastOptions { Rooms = [Id] });

    /// <summary>Sends an event to this socket. A <see cref="CancellationToken"/> behind the arguments is no argument: if it is cancelled already, nothing is sent, and the task is cancelled.</summary>
    public ValueTask EmitAsync(string eventName, params object?[] args) => Target.EmitAsync(eventName, args);

    /// <summary>Sends an event to this socket. There is nothing to wait for; see <see cref="Emitter.Emit(string)"/>.</summary>
    public void Emit(string eventName, params object?[] args) => Target.Emit(eventName, args);

    /// <summary>
    /// Sends an event to this socket and waits for its answer, as long as <see cref="SocketIOOptions.AckTimeout"/> says. A <see cref="CancellationToken"/> behind the arguments is no argument: it
    /// ends the waiting. If it is cancelled already, nothing is sent.
    /// </summary>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="SocketDisconnectedException">The socket was gone, or left before it answered.</exception>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Task<EventArguments> EmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitWithAckAsync(eventName, args, timeout: null, cancellationToken);
    }

    /// <summary>Sends an event to this socket and waits for its answer.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public async Task<EventArguments> EmitWithAckAsync(string eventName, object?[] args, TimeSpan? timeout, CancellationToken cancellationToken = default)
    {
        var target = timeout is { } limit ? Target.Timeout(limit) : Target;
        var acks = await target.EmitWithAckAsync(eventName, args, cancellationToken);

        // Others may have joined the room of this id.
        foreach (var ack in acks.Answers)
        {
            if (ack.SocketId is null || ack.SocketId == Id)
            {
                return ack.Arguments;
            }
        }

        throw acks.TimedOut.Contains(Id) || acks.TimedOutElsewhere > 0 || acks.Missing.Count > 0 ? new TimeoutException(AckTimeout.Message) : new SocketDisconnectedException();
    }

    /// <summary>Lets this socket join rooms.</summary>
    public ValueTask JoinAsync(params IEnumerable<string> rooms) => Target.SocketsJoinAsync(rooms);

    /// <summary>Lets this socket leave rooms.</summary>
    public ValueTask LeaveAsync(params IEnumerable<string> rooms) => Target.SocketsLeaveAsync(rooms);

    /// <summary>Disconnects this socket.</summary>
    /// <param name="close">Whether to close the whole connection instead of leaving the namespace only.</param>
    /// <param name="reason">Why; see <see cref="Socket.Disconnect"/>.</param>
    public ValueTask DisconnectAsync(bool close = false, string? reason = null) => Target.DisconnectSocketsAsync(close, reason);
}
