using System.Text.Json.Serialization.Metadata;
using Sockeye.Arguments;
using Sockeye.Emitters;
using Sockeye.Emitters.Rooms;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>
/// Sends to the sockets of a cluster, and to its servers, from a process that has no sockets. At first it means everybody in the namespace <c>/</c>;
/// each step gives a new, narrower one and leaves the old one as it was. Thread-safe.
/// </summary>
/// <remarks>Acknowledgements, and questions about sockets, need a server: they are not here, as in the reference's emitters.</remarks>
public sealed class SocketIOEmitter : IAsyncDisposable
{
    // As the reference's emitters say: servers do not count who is called so.
    private const string Id = "emitter";

    private readonly IEmitterBackend _backend;
    private readonly ArgumentSerializer _serializer;
    private readonly PresenceQuestions _questions;

    /// <summary>Makes an emitter on a backend, which it owns: it is disposed of with the emitter.</summary>
    /// <param name="backend">What carries the messages.</param>
    /// <param name="options">How arguments are written, and what may wait.</param>
    /// <exception cref="ArgumentNullException">One of them is <see langword="null"/>.</exception>
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

    /// <summary>Who is chosen.</summary>
    public BroadcastOptions Options { get; }

    /// <summary>Leaves out, for each send, the recipients whose transport cannot take it right now.</summary>
    public SocketIOEmitter Volatile => With(Options with { Flags = Options.Flags with { Volatile = true } });

    /// <summary>Everybody in a namespace. A missing leading slash is added.</summary>
    public SocketIOEmitter Of(string ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        return new SocketIOEmitter(this, ns.StartsWith('/') ? ns : "/" + ns, BroadcastOptions.Everyone);
    }

    /// <summary>Narrows to the members of a room; called again, to the members of either. Each member receives once. A socket's id is a room with that socket.</summary>
    public SocketIOEmitter To(string room) => To([room]);

    /// <summary>Narrows to the members of any of the rooms. Each member receives once.</summary>
    /// <exception cref="ArgumentException">A name is reserved (<see cref="UserRoom"/>): <see cref="User"/> sends to a user.</exception>
    public SocketIOEmitter To(params IEnumerable<string> rooms) => With(Options with { Rooms = Union(Options.Rooms, Free(rooms)) });

    /// <summary>Narrows to the sockets of a user, on all servers, as these know their users by <c>SocketIOOptions.UserId</c>.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public SocketIOEmitter User(string userId) => Users([userId]);

    /// <summary>Narrows to the sockets of any of the users.</summary>
    /// <inheritdoc cref="User"/>
    /// <param name="userIds">The ids.</param>
    public SocketIOEmitter Users(params IEnumerable<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        string[] rooms = [.. userIds.Select(UserRoom.Of)];

        // No room at all would mean everybody. Nobody is in the room of nobody.
        return With(Options with { Rooms = Union(Options.Rooms, rooms.Length > 0 ? rooms : [UserRoom.Prefix]) });
    }

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public SocketIOEmitter In(string room) => To([room]);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public SocketIOEmitter In(params IEnumerable<string> rooms) => To(rooms);

    /// <summary>Leaves out the members of a room. Stronger than <see cref="To(string)"/>.</summary>
    public SocketIOEmitter Except(string room) => Except([room]);

    /// <summary>Leaves out the members of all the rooms.</summary>
    public SocketIOEmitter Except(params IEnumerable<string> rooms) => With(Options with { Except = Union(Options.Except, rooms) });

    /// <summary>Says whether what is sent may be compressed.</summary>
    public SocketIOEmitter Compress(bool compress) => With(Options with { Flags = Options.Flags with { Compress = compress } });

    /// <summary>The same sockets, by a contract: the methods of the interface send its events. The source generator of the package writes them.</summary>
    /// <typeparam name="T">The interface, whose methods are the events that clients get. Write it itself here, not a type parameter.</typeparam>
    public EmitterClientsOf<T> Clients<T>()
        where T : class => new(this);

    /// <summary>Sends an event without arguments.</summary>
    /// <param name="eventName">Any name but the reserved ones: connect, connect_error, disconnect, disconnecting, newListener, removeListener.</param>
    /// <param name="cancellationToken">If it is cancelled already, nothing is sent, and the task is cancelled. Later it changes nothing.</param>
    /// <returns>Completes when the backend has the event. It never waits for a server or a recipient.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="ClusterPublishException">The backend has not taken it. Nothing is tried again.</exception>
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

    /// <summary>Sends an event with any number of arguments, each written as its run-time type. A <see cref="CancellationToken"/> behind them is no argument, but taken as the overloads take it.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitAsync(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, object?[] args, CancellationToken cancellationToken) => Emit(Write(eventName, args), cancellationToken);

    /// <summary>Lets the chosen sockets join rooms.</summary>
    /// <returns>Completes when the backend has the request.</returns>
    /// <exception cref="ArgumentException">A name is reserved (<see cref="UserRoom"/>).</exception>
    /// <exception cref="ClusterPublishException">The backend has not taken it.</exception>
    public ValueTask SocketsJoinAsync(params IEnumerable<string> rooms) => Publish(new ClusterMessage(ClusterMessageType.SocketsJoin) { Rooms = Union([], Free(rooms)) });

    /// <summary>Lets the chosen sockets leave rooms.</summary>
    /// <inheritdoc cref="SocketsJoinAsync"/>
    public ValueTask SocketsLeaveAsync(params IEnumerable<string> rooms) => Publish(new ClusterMessage(ClusterMessageType.SocketsLeave) { Rooms = Union([], Free(rooms)) });

    /// <summary>Disconnects the chosen sockets.</summary>
    /// <param name="close">Whether to close whole connections instead of leaving the namespace only.</param>
    /// <inheritdoc cref="SocketsJoinAsync"/>
    public ValueTask DisconnectSocketsAsync(bool close = false) => Publish(new ClusterMessage(ClusterMessageType.DisconnectSockets) { Close = close });

    /// <summary>
    /// Sends an event to the servers of the namespace, not to their clients. Rooms and exceptions do not count. A <see cref="CancellationToken"/> behind the arguments is no argument, but taken as
    /// by <see cref="EmitAsync(string, CancellationToken)"/>.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask ServerSideEmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return Publish(new ClusterMessage(ClusterMessageType.ServerSideEmit) { Payload = Write(eventName, args) }, cancellationToken);
    }

    /// <summary>The records of the rooms of the namespace, as the servers have them with <c>UseRecords</c>. Whom it means does not count.</summary>
    /// <param name="configure">Changes the options; they have to be those of the servers.</param>
    /// <typeparam name="T">The type of the values, the same as the servers'.</typeparam>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="NotSupportedException">The backend has no records.</exception>
    public EmitterRecords<T> Records<T>(Action<EmitterRecordOptions>? configure = null) => Records<T>(null, configure);

    /// <inheritdoc cref="Records{T}(Action{EmitterRecordOptions})"/>
    /// <param name="type">How the values are written and read, if nothing is reflected upon.</param>
    /// <param name="configure">Changes the options; they have to be those of the servers.</param>
    public EmitterRecords<T> Records<T>(JsonTypeInfo<T>? type, Action<EmitterRecordOptions>? configure = null)
    {
        var options = new EmitterRecordOptions();
        configure?.Invoke(options);
        options.Validate();
        return new EmitterRecords<T>(_backend.Records ?? throw NotKept("records"), Namespace, new RecordJson<T>(_serializer, type), options);
    }

    /// <summary>The messages of the rooms of the namespace, as the servers have them with <c>UseHistory</c>. Whom it means does not count.</summary>
    /// <param name="configure">Changes the options; they have to be those of the servers.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="NotSupportedException">The backend has no history.</exception>
    public EmitterHistory History(Action<RoomHistoryOptions>? configure = null)
    {
        var options = new RoomHistoryOptions();
        configure?.Invoke(options);
        options.Validate();
        return new EmitterHistory(_backend.History ?? throw NotKept("history"), new SocketIOEmitter(this, Namespace, BroadcastOptions.Everyone), _serializer, options);
    }

    /// <summary>Who is in the rooms of the namespace, as the servers know it with <c>UsePresence</c>. Whom it means does not count. Keep what it gives, if you ask often: it remembers which server answers.</summary>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="NotSupportedException">The backend has no presence.</exception>
    public EmitterPresence Presence(Action<EmitterPresenceOptions>? configure = null)
    {
        var options = new EmitterPresenceOptions();
        configure?.Invoke(options);
        options.Validate();
        return _questions.CanAsk ? new EmitterPresence(_questions, Namespace, options) : throw NotKept("presence");
    }

    /// <summary>Closes the connection, which everything that came of this emitter shares; questions that wait for answers fail. One that the application gave stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _questions.CloseAsync();
        await _backend.DisposeAsync();
    }

    /// <summary>A room that may be named: it is not that of a user.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
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

        // An array of another type was one argument, which C# let through as the whole list of them.
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
