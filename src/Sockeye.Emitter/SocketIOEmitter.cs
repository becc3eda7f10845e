using System.Text.Json.Serialization.Metadata;
using Sockeye.Arguments;
using Sockeye.Emitters;
using Sockeye.Emitters.Rooms;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>
/// Sends to the sockets of a cluster, and to its servers, from a process without sockets. At first it selects everyone in the namespace
/// <c>/</c>. Each step returns a new emitter with a narrower selection, and does not change the old one. It is thread-safe.
/// </summary>
/// <remarks>Acknowledgements and queries about sockets need a server. As in the emitters for Node, they are not available here.</remarks>
public sealed class SocketIOEmitter : IAsyncDisposable
{
    // As in the emitters for Node. Servers do not count a sender with this id as a server.
    private const string Id = "emitter";

    private readonly IEmitterBackend _backend;
    private readonly ArgumentSerializer _serializer;
    private readonly PresenceQuestions _questions;

    /// <summary>Creates an emitter on a backend. The backend is disposed of with the emitter.</summary>
    /// <param name="backend">Carries the messages.</param>
    /// <param name="options">How arguments are written, and how much may wait.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public SocketIOEmitter(IEmitterBackend backend, EmitterOptions options)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(options);
        _backend = backend;
        _serializer = new ArgumentSerializer(options.JsonSerializerOptions);
        _questions = new PresenceQuestions(backend, _serializer, options.MaxPendingPublishes);
        Namespace = "/";
        Options = BroadcastOptions.Everyone;
    }

    private SocketIOEmitter(SocketIOEmitter origin, string ns, BroadcastOptions options)
    {
        _backend = origin._backend;
        _serializer = origin._serializer;
        _questions = origin._questions;
        Namespace = ns;
        Options = options;
    }

    /// <summary>The namespace that it sends to.</summary>
    public string Namespace { get; }

    /// <summary>The selection and the flags.</summary>
    public BroadcastOptions Options { get; }

    /// <summary>Drops the event for recipients whose transport cannot take it right now.</summary>
    public SocketIOEmitter Volatile => With(Options with { Flags = Options.Flags with { Volatile = true } });

    /// <summary>Selects everyone in a namespace. A missing leading slash is added.</summary>
    public SocketIOEmitter Of(string ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        return new SocketIOEmitter(this, ns.StartsWith('/') ? ns : "/" + ns, BroadcastOptions.Everyone);
    }

    /// <summary>
    /// Selects the members of a room. If you call it again, the selection has the members of all the rooms. Each member receives the event
    /// once. The id of a socket is a room with that socket.
    /// </summary>
    public SocketIOEmitter To(string room) => To([room]);

    /// <summary>Selects the members of any of the rooms. Each member receives the event once.</summary>
    /// <exception cref="ArgumentException">
    /// A name is reserved (<see cref="UserRoom"/>). To send to a user, call <see cref="User"/>.
    /// </exception>
    public SocketIOEmitter To(params IEnumerable<string> rooms) => With(Options with { Rooms = Union(Options.Rooms, Free(rooms)) });

    /// <summary>Selects all sockets of a user, on all servers. The servers know their users by <c>SocketIOOptions.UserId</c>.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public SocketIOEmitter User(string userId) => Users([userId]);

    /// <summary>Selects the sockets of any of the users.</summary>
    /// <inheritdoc cref="User"/>
    /// <param name="userIds">The ids of the users.</param>
    public SocketIOEmitter Users(params IEnumerable<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        string[] rooms = [.. userIds.Select(UserRoom.Of)];

        // No room at all would mean everyone. The room without a user id has no members.
        return With(Options with { Rooms = Union(Options.Rooms, rooms.Length > 0 ? rooms : [UserRoom.Prefix]) });
    }

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public SocketIOEmitter In(string room) => To([room]);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public SocketIOEmitter In(params IEnumerable<string> rooms) => To(rooms);

    /// <summary>Leaves out the members of a room. This wins over <see cref="To(string)"/>.</summary>
    public SocketIOEmitter Except(string room) => Except([room]);

    /// <summary>Leaves out the members of all these rooms.</summary>
    public SocketIOEmitter Except(params IEnumerable<string> rooms) => With(Options with { Except = Union(Options.Except, rooms) });

    /// <summary>Sets whether the event may be compressed.</summary>
    public SocketIOEmitter Compress(bool compress) => With(Options with { Flags = Options.Flags with { Compress = compress } });

    /// <summary>
    /// Gets the same sockets by a contract: you call the methods of an interface to send its events. The source generator of the package
    /// implements them.
    /// </summary>
    /// <typeparam name="T">
    /// The interface, whose methods are the events that clients get. Write the interface itself here, not a type parameter.
    /// </typeparam>
    public EmitterClientsOf<T> Clients<T>()
        where T : class => new(this);

    /// <summary>Sends an event without arguments.</summary>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <param name="cancellationToken">
    /// If it is already cancelled, nothing is sent and the task is cancelled. A later cancellation has no effect.
    /// </param>
    /// <returns>A task that completes when the backend has the event. It never waits for a server or a recipient.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="ClusterPublishException">The backend has not taken the event. The emitter does not try again.</exception>
    public ValueTask EmitAsync(string eventName, CancellationToken cancellationToken = default) => Emit(new EventWriter(_serializer, eventName).End(), cancellationToken);

    /// <summary>Sends an event with one argument.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1>(string eventName, T1 arg1, CancellationToken cancellationToken = default)
    {
        var writer = new EventWriter(_serializer, eventName);
        writer.Add(arg1);
        return Emit(writer.End(), cancellationToken);
    }

    /// <summary>Sends an event with two arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2>(string eventName, T1 arg1, T2 arg2, CancellationToken cancellationToken = default)
    {
        var writer = new EventWriter(_serializer, eventName);
        writer.Add(arg1);
        writer.Add(arg2);
        return Emit(writer.End(), cancellationToken);
    }

    /// <summary>Sends an event with three arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default)
    {
        var writer = new EventWriter(_serializer, eventName);
        writer.Add(arg1);
        writer.Add(arg2);
        writer.Add(arg3);
        return Emit(writer.End(), cancellationToken);
    }

    /// <summary>
    /// Sends an event with any number of arguments, each written as its run-time type. A <see cref="CancellationToken"/> as the last one is
    /// not an argument: it works like the token of the other overloads.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitAsync(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, object?[] args, CancellationToken cancellationToken) => Emit(Write(eventName, args), cancellationToken);

    /// <summary>Adds the chosen sockets to rooms.</summary>
    /// <returns>A task that completes when the backend has the request.</returns>
    /// <exception cref="ArgumentException">A name is reserved (<see cref="UserRoom"/>).</exception>
    /// <exception cref="ClusterPublishException">The backend has not taken the request.</exception>
    public ValueTask SocketsJoinAsync(params IEnumerable<string> rooms) => Publish(new ClusterMessage(ClusterMessageType.SocketsJoin) { Rooms = Union([], Free(rooms)) });

    /// <summary>Removes the chosen sockets from rooms.</summary>
    /// <inheritdoc cref="SocketsJoinAsync"/>
    public ValueTask SocketsLeaveAsync(params IEnumerable<string> rooms) => Publish(new ClusterMessage(ClusterMessageType.SocketsLeave) { Rooms = Union([], Free(rooms)) });

    /// <summary>Disconnects the chosen sockets.</summary>
    /// <param name="close">Whether to close whole connections. If not, the sockets only leave the namespace.</param>
    /// <inheritdoc cref="SocketsJoinAsync"/>
    public ValueTask DisconnectSocketsAsync(bool close = false) => Publish(new ClusterMessage(ClusterMessageType.DisconnectSockets) { Close = close });

    /// <summary>
    /// Sends an event to the servers of the namespace, not to their clients. The selection of rooms has no effect. A
    /// <see cref="CancellationToken"/> as the last one is not an argument: it works as in
    /// <see cref="EmitAsync(string, CancellationToken)"/>.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask ServerSideEmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return Publish(new ClusterMessage(ClusterMessageType.ServerSideEmit) { Payload = Write(eventName, args) }, cancellationToken);
    }

    /// <summary>
    /// Gets the records of the namespace's rooms, which the servers have with <c>UseRecords</c>. The selection of rooms has no effect.
    /// </summary>
    /// <param name="configure">Sets the options, which have to be the same as on the servers.</param>
    /// <typeparam name="T">The type of the values, which has to be the same as on the servers.</typeparam>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="NotSupportedException">The backend has no records.</exception>
    public EmitterRecords<T> Records<T>(Action<EmitterRecordOptions>? configure = null) => Records<T>(null, configure);

    /// <inheritdoc cref="Records{T}(Action{EmitterRecordOptions})"/>
    /// <param name="type">The metadata of the values' type; <see langword="null"/> to use reflection.</param>
    /// <param name="configure">Sets the options, which have to be the same as on the servers.</param>
    public EmitterRecords<T> Records<T>(JsonTypeInfo<T>? type, Action<EmitterRecordOptions>? configure = null)
    {
        var options = new EmitterRecordOptions();
        configure?.Invoke(options);
        options.Validate();
        return new EmitterRecords<T>(_backend.Records ?? throw NotKept("records"), Namespace, new RecordJson<T>(_serializer, type), options);
    }

    /// <summary>
    /// Gets the messages of the namespace's rooms, which the servers keep with <c>UseHistory</c>. The selection of rooms has no effect.
    /// </summary>
    /// <param name="configure">Sets the options, which have to be the same as on the servers.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="NotSupportedException">The backend has no history.</exception>
    public EmitterHistory History(Action<RoomHistoryOptions>? configure = null)
    {
        var options = new RoomHistoryOptions();
        configure?.Invoke(options);
        options.Validate();
        return new EmitterHistory(_backend.History ?? throw NotKept("history"), new SocketIOEmitter(this, Namespace, BroadcastOptions.Everyone), _serializer, options);
    }

    /// <summary>
    /// Gets the members of the namespace's rooms, which the servers know with <c>UsePresence</c>. The selection of rooms has no effect. If
    /// you ask often, keep the result, because it remembers which server answers.
    /// </summary>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="NotSupportedException">The backend has no presence.</exception>
    public EmitterPresence Presence(Action<EmitterPresenceOptions>? configure = null)
    {
        var options = new EmitterPresenceOptions();
        configure?.Invoke(options);
        options.Validate();
        return _questions.CanAsk ? new EmitterPresence(_questions, Namespace, options) : throw NotKept("presence");
    }

    /// <summary>
    /// Closes the connection, which all objects from this emitter share. Questions that wait for answers fail. A connection that you have
    /// passed in stays open.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _questions.CloseAsync();
        await _backend.DisposeAsync();
    }

    /// <summary>Checks the name of a room that must not be that of a user.</summary>
    /// <exception cref="ArgumentException">The name is that of a user's room.</exception>
    internal static string Free(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return UserRoom.IsReserved(room) ? throw new ArgumentException($"The name \"{room}\" is reserved for the room of a user. Use User(id).", nameof(room)) : room;
    }

    private static IEnumerable<string> Free(IEnumerable<string> rooms)
    {
        ArgumentNullException.ThrowIfNull(rooms);
        return rooms.Select(Free);
    }

    private static string[] Union(IReadOnlyList<string> present, IEnumerable<string> added)
    {
        ArgumentNullException.ThrowIfNull(added);
        return [.. present.Union(added.Select(static room => room ?? throw new ArgumentNullException(nameof(added))), StringComparer.Ordinal)];
    }

    internal ValueTask EmitAsync(ClusterPayload payload) => Emit(payload);

    internal ClusterPayload Write(string eventName, object?[]? args)
    {
        var writer = new EventWriter(_serializer, eventName);

        // An array of another type is a single argument, which C# has passed as the whole list.
        if (args is null || args.GetType() != typeof(object[]))
        {
            writer.Add<object?>(args);
            return writer.End();
        }

        foreach (var argument in args)
        {
            writer.Add(argument);
        }

        return writer.End();
    }

    private static NotSupportedException NotKept(string what) => new($"The backend of this emitter has no {what} of rooms.");

    private SocketIOEmitter With(BroadcastOptions options) => new(this, Namespace, options);

    private ValueTask Emit(ClusterPayload payload, CancellationToken cancellationToken = default) =>
        Publish(new ClusterMessage(ClusterMessageType.Broadcast) { Payload = payload }, cancellationToken);

    private ValueTask Publish(ClusterMessage message, CancellationToken cancellationToken = default) => cancellationToken.IsCancellationRequested
        ? ValueTask.FromCanceled(cancellationToken)
        : _backend.PublishAsync(message with { ServerId = Id, Namespace = Namespace, Options = Options });
}
