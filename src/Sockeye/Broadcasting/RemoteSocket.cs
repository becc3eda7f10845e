using System.Text.Json;
using Sockeye.Arguments;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// A socket on any server of the cluster, as <see cref="Emitter.FetchSocketsAsync"/> found it. It shows the state of that moment, and has
/// methods to act on the socket.
/// </summary>
public sealed class RemoteSocket
{
    private readonly Adapter _adapter;
    private JsonElement? _handshake;

    /// <summary>Creates the description of a socket on another server.</summary>
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

    /// <summary>The handshake of the socket, as JSON in the shape that Node uses.</summary>
    /// <remarks>
    /// The handshake of a socket on another server has no credentials unless <see cref="ClusterAdapterOptions.Credentials"/> allows it: the
    /// headers <c>cookie</c>, <c>authorization</c> and <c>proxy-authorization</c> are missing, and <c>auth</c> is an empty object.
    /// </remarks>
    public JsonElement Handshake => _handshake ??= Local!.Handshake.ToJson();

    /// <summary>The rooms that the socket was in.</summary>
    public IReadOnlyList<string> Rooms { get; }

    /// <summary>The shared data of the socket (<see cref="Socket.Data"/>), as JSON; an empty object if none has been set.</summary>
    public JsonElement Data { get; }

    /// <summary>
    /// Gets the shared data of the socket (<see cref="Socket.Data"/>) as a type, read with the serializer of the server.
    /// </summary>
    /// <returns>The data; the default of the type if none has been set.</returns>
    /// <exception cref="JsonException">The data cannot be read as that type.</exception>
    /// <example>
    /// <code>
    /// foreach (var member in await io.In("tea").FetchSocketsAsync())
    /// {
    ///     names.Add(member.GetData&lt;Profile>()?.Name);
    /// }
    /// </code>
    /// </example>
    public T? GetData<T>() =>
        Data.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (Data.ValueKind == JsonValueKind.Object && Data.GetPropertyCount() == 0)
            ? default
            : _adapter.Namespace.Server.Serializer.Deserialize<T>(Data);

    /// <summary>The socket itself if it is on this server; otherwise <see langword="null"/>.</summary>
    public Socket? Local { get; }

    /// <summary>Sends to this socket alone, on whichever server it is.</summary>
    public BroadcastOperator Target => new(_adapter, new BroadcastOptions { Rooms = [Id] });

    /// <summary>
    /// Sends an event to this socket. A <see cref="CancellationToken"/> as the last one is not an argument: if it is already cancelled,
    /// nothing is sent and the task is cancelled.
    /// </summary>
    public ValueTask EmitAsync(string eventName, params object?[] args) => Target.EmitAsync(eventName, args);

    /// <summary>Sends an event to this socket and returns nothing to await; see <see cref="Emitter.Emit(string)"/>.</summary>
    public void Emit(string eventName, params object?[] args) => Target.Emit(eventName, args);

    /// <summary>
    /// Sends an event to this socket and waits for its answer, for at most <see cref="SocketIOOptions.AckTimeout"/>. A
    /// <see cref="CancellationToken"/> as the last one is not an argument: it stops the waiting. If it is already cancelled, nothing is
    /// sent.
    /// </summary>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="SocketDisconnectedException">The socket was disconnected, or left before it answered.</exception>
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

        // Other sockets may have joined the room of this id.
        foreach (var ack in acks.Answers)
        {
            if (ack.SocketId is null || ack.SocketId == Id)
            {
                return ack.Arguments;
            }
        }

        throw acks.TimedOut.Contains(Id) || acks.TimedOutElsewhere > 0 || acks.Missing.Count > 0 ? new TimeoutException(AckTimeout.Message) : new SocketDisconnectedException();
    }

    /// <summary>Adds this socket to rooms.</summary>
    public ValueTask JoinAsync(params IEnumerable<string> rooms) => Target.SocketsJoinAsync(rooms);

    /// <summary>Removes this socket from rooms.</summary>
    public ValueTask LeaveAsync(params IEnumerable<string> rooms) => Target.SocketsLeaveAsync(rooms);

    /// <summary>Disconnects this socket.</summary>
    /// <param name="close">Whether to close the whole connection. If not, the socket only leaves the namespace.</param>
    /// <param name="reason">The reason that the client gets; see <see cref="Socket.Disconnect"/>.</param>
    public ValueTask DisconnectAsync(bool close = false, string? reason = null) => Target.DisconnectSocketsAsync(close, reason);
}
