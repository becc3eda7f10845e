using Microsoft.Extensions.Logging;
using Sockeye.Adapters;
using Sockeye.Randomness;

namespace Sockeye;

/// <summary>
/// Carries broadcasts and queries to the other servers of a cluster, and answers theirs. A backend derives from it, supplies
/// <see cref="PublishAsync"/>, <see cref="RespondAsync"/> and <see cref="Adapter.ServerCountAsync"/>, and hands what it receives to <see cref="Receive(ClusterMessage)"/>.
/// </summary>
/// <remarks>
/// The sockets of this server are served at once and in order, whatever becomes of the publishing. Queries give what the living servers answered within
/// the time-out and name the others.
/// </remarks>
public abstract partial class ClusterAdapter : InMemoryAdapter
{
    /// <summary>Stands for a server that did not answer and that the backend cannot name.</summary>
    public const string UnknownServer = "unknown";

    private readonly ClusterRequests _requests;
    private readonly ClusterReceiver _receiver;
    private readonly ClusterSurvey _survey;
    private readonly TimeSpan _requestTimeout;
    private readonly bool _throwIfUnpublished;

    /// <summary>Makes the adapter of a namespace.</summary>
    protected ClusterAdapter(Namespace ns, ClusterAdapterOptions options)
        : base(ns)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _requestTimeout = options.RequestTimeout;
        _throwIfUnpublished = options.ThrowIfUnpublished;
        Credentials = options.Credentials;
        _receiver = new ClusterReceiver(this);
        _survey = new ClusterSurvey(this);
        _requests = new ClusterRequests(this);
        ServerId = NewId();
    }

    /// <summary>The id of this server in this namespace (the reference's <c>uid</c>): 16 hexadecimal digits.</summary>
    public string ServerId { get; }

    /// <inheritdoc/>
    public override bool ReachesOtherServers => true;

    /// <summary>The backend's order of events, with which connections can be recovered; <see langword="null"/> where it has none, as here.</summary>
    protected internal virtual IClusterEventLog? EventLog => null;

    internal TimeSpan RequestTimeout => _requestTimeout;

    /// <inheritdoc/>
    public override bool MayHaveTargets(BroadcastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return !options.Flags.Local || base.MayHaveTargets(options);
    }

    /// <inheritdoc/>
    /// <exception cref="ClusterPublishException">The sockets of this server have it, other servers have not, and <see cref="BroadcastFlags.Published"/> or the option asks for that.</exception>
    public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options)
    {
        ArgumentNullException.ThrowIfNull(packet);
        ArgumentNullException.ThrowIfNull(options);
        BroadcastLocally(packet, options);
        return options.Flags.Local
            ? default
            : SendAsync(
                new ClusterMessage(ClusterMessageType.Broadcast) { Payload = new(packet.Payload, packet.Attachments), Options = options }, MustPublish(options));
    }

    /// <inheritdoc/>
    public override async Task<BroadcastAcks> BroadcastWithAckAsync(EventPacket packet, BroadcastOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(packet);
        ArgumentNullException.ThrowIfNull(options);
        var local = BroadcastWithAckLocally(packet, options, null, cancellationToken);
        if (options.Flags.Local)
        {
            return await local;
        }

        // The others need to know how long their clients may take.
        options = options with { Flags = options.Flags with { Timeout = options.Flags.Timeout ?? Namespace.Server.Options.AckTimeout } };
        var elsewhere = new ClusterBroadcast(Namespace.Server, options.Flags.Timeout!.Value, _receiver.ToAnswer);
        var message = new ClusterMessage(ClusterMessageType.Broadcast) { Payload = new(packet.Payload, packet.Attachments), Options = options };
        var missing = await _requests.RunAsync(elsewhere, () => _requests.SendAsync(elsewhere, message), cancellationToken);
        var here = await local;
        return new BroadcastAcks([.. here.Answers, .. elsewhere.Answers], here.TimedOut, here.Left, elsewhere.TimedOut, missing);
    }

    /// <inheritdoc/>
    public override async Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Flags.Local)
        {
            return await base.FetchSocketsAsync(options, cancellationToken);
        }

        var (answers, missing) = await _requests.AskAsync(
            new ClusterMessage(ClusterMessageType.FetchSockets) { Options = options, Capabilities = OwnCapabilities }, options.Flags.Timeout ?? _requestTimeout, cancellationToken);
        var here = await base.FetchSocketsAsync(options, cancellationToken);
        var elsewhere = answers.SelectMany(static answer => answer.Sockets)
            .Select(socket => new RemoteSocket(this, socket.Id, socket.Handshake, socket.Rooms, socket.Data));
        return new ClusterResult<RemoteSocket>([.. here, .. elsewhere], missing);
    }

    /// <inheritdoc/>
    /// <remarks>Servers of this library answer with a number. Servers of Node's do not know the question: while there are some, they are asked for their sockets.</remarks>
    public override async Task<ClusterCount> CountAsync(BroadcastOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Flags.Local)
        {
            return await base.CountAsync(options, cancellationToken);
        }

        var (answers, missing) = await _survey.AskAsync(
            new ClusterMessage(ClusterMessageType.CountSockets) { Options = options }, options.Flags.Timeout ?? _requestTimeout, cancellationToken);
        return new ClusterCount(CountLocally(options) + answers.Sum(static answer => answer.Count + answer.Sockets.Count), missing);
    }

    /// <inheritdoc/>
    /// <remarks>Servers of this library answer with names. If servers of Node's do not know the question, the rooms are those of all sockets.</remarks>
    public override async Task<ClusterResult<string>> AllRoomsAsync(CancellationToken cancellationToken = default)
    {
        var (answers, missing) = await _survey.AskAsync(new ClusterMessage(ClusterMessageType.AllRooms), _requestTimeout, cancellationToken);
        HashSet<string> names = new(StringComparer.Ordinal);
        names.UnionWith(Rooms.Select(static room => room.Name));
        foreach (var answer in answers)
        {
            names.UnionWith(answer.Rooms);
            names.UnionWith(answer.Sockets.SelectMany(static socket => socket.Rooms));
        }

        // Node's servers name them as all others.
        names.RemoveWhere(UserRoom.IsReserved);

        return new ClusterResult<string>([.. names], missing);
    }

    /// <inheritdoc/>
    public override async ValueTask AddSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms)
    {
        ArgumentNullException.ThrowIfNull(options);
        await base.AddSocketsAsync(options, rooms);
        if (!options.Flags.Local)
        {
            await SendAsync(new ClusterMessage(ClusterMessageType.SocketsJoin) { Options = options, Rooms = rooms }, MustPublish(options));
        }
    }

    /// <inheritdoc/>
    public override async ValueTask RemoveSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms)
    {
        ArgumentNullException.ThrowIfNull(options);
        await base.RemoveSocketsAsync(options, rooms);
        if (!options.Flags.Local)
        {
            await SendAsync(new ClusterMessage(ClusterMessageType.SocketsLeave) { Options = options, Rooms = rooms }, MustPublish(options));
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisconnectSocketsAsync(BroadcastOptions options, bool close)
    {
        ArgumentNullException.ThrowIfNull(options);
        await base.DisconnectSocketsAsync(options, close);
        if (!options.Flags.Local)
        {
            await SendAsync(new ClusterMessage(ClusterMessageType.DisconnectSockets) { Options = options, Close = close }, MustPublish(options));
        }
    }

    /// <inheritdoc/>
    public override ValueTask ServerSideEmitAsync(EventArguments packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return SendAsync(new ClusterMessage(ClusterMessageType.ServerSideEmit) { Payload = new(packet.Payload, packet.Attachments) }, _throwIfUnpublished);
    }

    /// <inheritdoc/>
    public override async Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(
        EventArguments packet, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var (answers, missing) = await _requests.AskAsync(
            new ClusterMessage(ClusterMessageType.ServerSideEmit) { Payload = new(packet.Payload, packet.Attachments) },
            timeout ?? _requestTimeout,
            cancellationToken);
        return new ClusterResult<EventArguments>([.. answers.Select(answer => _receiver.ToAnswer(answer.Payload))], missing);
    }

    /// <summary>Sends a message to all other servers. Its server id and namespace are set.</summary>
    /// <returns>Completes when the backend has taken it. It fails where the backend has not: nothing is tried again.</returns>
    protected abstract ValueTask PublishAsync(ClusterMessage message);

    /// <summary>Sends an answer to the server that asked.</summary>
    /// <param name="requester">The server that asked; empty where its format does not say.</param>
    /// <param name="response">The answer; its server id and namespace are set.</param>
    protected abstract ValueTask RespondAsync(string requester, ClusterMessage response);

    /// <summary>The ids of all servers that are there, this one included.</summary>
    /// <returns><see langword="null"/> where the backend does not know, as here.</returns>
    protected virtual ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken) => default;

    /// <summary>
    /// The backend has received a message. Its own, those for other namespaces and those that make no sense are ignored. It never throws, and returns
    /// before the application's code that it causes to run has ended. What one server sends is handled in the order in which it is handed over.
    /// </summary>
    protected void Receive(ClusterMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _receiver.Receive(message);
    }

    /// <summary>The backend has read a message that has a position among all events, its own included.</summary>
    /// <inheritdoc cref="Receive(ClusterMessage)"/>
    protected void Receive(ClusterMessage message, string offset)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(offset);
        _receiver.Receive(message, offset);
    }

    /// <summary>Whether anybody here waits for the answers to a request, for backends that show the answers of all to all.</summary>
    protected bool IsAwaited(string requestId)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        return _requests.IsAwaited(requestId);
    }

    /// <summary>The backend has received something that it does not understand: it is counted, and nothing else happens.</summary>
    /// <param name="reason">A word for the metric's tag.</param>
    protected internal void Skip(string reason) => Namespace.Server.Metrics.ClusterMessageSkipped(Namespace, reason);

    /// <summary>A message of another server has come, of whatever type.</summary>
    private protected virtual void OnSeen(ClusterMessage message)
    {
    }

    /// <summary>A message is about to be sent to the other servers.</summary>
    private protected virtual void OnSending()
    {
    }

    internal void Seen(ClusterMessage message) => OnSeen(message);

    /// <summary>Who is there has changed: questions need not wait for who has gone.</summary>
    private protected void LookUpAll() => _requests.LookUpAll();

    /// <summary>Completes when it is known who is there; fails if that cannot be.</summary>
    private protected virtual Task WhenPeersAreKnownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal void DeliverLocally(EventPacket packet, BroadcastOptions options) => BroadcastLocally(packet, options);

    internal Task RelayAcksAsync(EventPacket packet, BroadcastOptions options, ClusterAckRelay relay) =>
        BroadcastWithAckLocally(packet, options, relay, CancellationToken.None);

    internal static string NewId() => RandomSource.Hex(8);

    internal ClusterRequests Requests => _requests;

    internal ClusterCredentials Credentials { get; }

    /// <summary>What this server can do beyond the reference, when it asks for sockets.</summary>
    internal ClusterCapabilities OwnCapabilities => Credentials == ClusterCredentials.Always ? ClusterCapabilities.None : ClusterCapabilities.NoCredentials;

    /// <summary>How many other servers there are. It fails if that is not known.</summary>
    internal async Task<int> CountOthersAsync(CancellationToken cancellationToken)
    {
        await WhenPeersAreKnownAsync(cancellationToken);
        var servers = await ServerCountAsync(cancellationToken);
        return servers > 0 ? servers - 1 : throw new InvalidOperationException("The backend does not know of this server, and so not of others.");
    }

    internal ValueTask<IReadOnlyCollection<string>?> FindLivingServersAsync() => LivingServersAsync(CancellationToken.None);

    /// <summary>Answers another server; if that fails, it will not hear of it, as if this server were not there.</summary>
    internal void Respond(string requester, ClusterMessage response) =>
        _ = RespondGuarded(requester, response with { ServerId = ServerId, Namespace = Namespace.Name });

    /// <summary>Whether the caller has to hear that other servers could not be told.</summary>
    internal bool MustPublish(BroadcastOptions options) => options.Flags.Published || _throwIfUnpublished;

    /// <summary>Sends a message to all other servers.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mustPublish">Whether it fails if that cannot be done; otherwise that is counted, and logged now and then.</param>
    internal async ValueTask SendAsync(ClusterMessage message, bool mustPublish = true)
    {
        OnSending();
        try
        {
            await PublishAsync(message with { ServerId = ServerId, Namespace = Namespace.Name });
        }
        catch (Exception exception)
        {
            Namespace.Server.Metrics.ClusterMessageUnpublished(Namespace);
            if (!mustPublish)
            {
                WarnUnpublished(exception);
                return;
            }

            if (exception is ClusterPublishException)
            {
                throw;
            }

            throw new ClusterPublishException("The message could not be sent to the other servers: " + exception.Message, exception);
        }
    }

    internal void WarnUnpublished(Exception exception)
    {
        if (Namespace.Server.Sampler.ShouldWrite("unpublished", out var skipped))
        {
            Log.Unpublished(Namespace.Server.Logger, Namespace.Name, exception.Message, skipped);
        }
    }

    private async Task RespondGuarded(string requester, ClusterMessage response)
    {
        try
        {
            await RespondAsync(requester, response);
        }
        catch (Exception)
        {
            // The requester names this server as missing; the backend's health says why.
            Namespace.Server.Metrics.ClusterMessageUnpublished(Namespace);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            103,
            LogLevel.Warning,
            "What namespace {Namespace} sends does not reach the other servers ({Reason}), and is not sent again. If a caller has to know, use Published or ThrowIfUnpublished. {Skipped} more messages were lost like it since the last warning.")]
        public static partial void Unpublished(ILogger logger, string @namespace, string reason, int skipped);
    }
}
