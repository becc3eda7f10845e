using Microsoft.Extensions.Logging;
using Sockeye.Adapters;
using Sockeye.Randomness;

namespace Sockeye;

/// <summary>
/// An adapter that carries broadcasts and queries to the other servers of a cluster and answers theirs. Derive from it to support a
/// backend: implement <see cref="PublishAsync"/>, <see cref="RespondAsync"/> and <see cref="Adapter.ServerCountAsync"/>, and pass received
/// messages to <see cref="Receive(ClusterMessage)"/>.
/// </summary>
/// <remarks>
/// The sockets of this server are served at once and in order, even if publishing fails. A query returns the answers that living servers
/// gave within the time-out, and names the servers that did not answer.
/// </remarks>
public abstract partial class ClusterAdapter : InMemoryAdapter
{
    /// <summary>Stands for a server that did not answer and whose id the backend does not know.</summary>
    public const string UnknownServer = "unknown";

    private readonly ClusterRequests _requests;
    private readonly ClusterReceiver _receiver;
    private readonly ClusterSurvey _survey;
    private readonly TimeSpan _requestTimeout;
    private readonly bool _throwIfUnpublished;

    /// <summary>Creates the adapter of a namespace.</summary>
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

    /// <summary>The id of this server in this namespace (<c>uid</c> in Node): 16 hexadecimal digits.</summary>
    public string ServerId { get; }

    /// <inheritdoc/>
    public override bool ReachesOtherServers => true;

    /// <summary>
    /// The log that puts all events of the cluster in one order, which recovery needs; <see langword="null"/> if the backend has none, as
    /// here.
    /// </summary>
    protected internal virtual IClusterEventLog? EventLog => null;

    internal TimeSpan RequestTimeout => _requestTimeout;

    /// <inheritdoc/>
    public override bool MayHaveTargets(BroadcastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return !options.Flags.Local || base.MayHaveTargets(options);
    }

    /// <inheritdoc/>
    /// <exception cref="ClusterPublishException">
    /// The sockets of this server have the event, but it could not be sent to other servers, and <see cref="BroadcastFlags.Published"/> or
    /// the option asks for an exception then.
    /// </exception>
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

        // The other servers need to know how long their clients may take.
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
    /// <remarks>
    /// Sockeye servers answer with a number. Node servers do not know this question. While there are Node servers, the adapter asks them
    /// for their sockets instead.
    /// </remarks>
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
    /// <remarks>
    /// Sockeye servers answer with names. If Node servers do not know this question, the result has the rooms of all their sockets.
    /// </remarks>
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

        // Node servers name the rooms of users like all other rooms.
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
    /// <returns>
    /// A task that completes when the backend has taken the message, and fails if it has not. The adapter does not try again.
    /// </returns>
    protected abstract ValueTask PublishAsync(ClusterMessage message);

    /// <summary>Sends an answer to the server that asked.</summary>
    /// <param name="requester">The id of the server that asked; empty if the message format does not say.</param>
    /// <param name="response">The answer; its server id and namespace are set.</param>
    protected abstract ValueTask RespondAsync(string requester, ClusterMessage response);

    /// <summary>Gets the ids of all living servers, including this one.</summary>
    /// <returns>The ids; <see langword="null"/> if the backend does not know them, as here.</returns>
    protected virtual ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken) => default;

    /// <summary>
    /// Handles a message that the backend has received. Messages of this server itself, messages for other namespaces and messages that are
    /// not valid are ignored. This method never throws. It returns before handlers of the application have ended. Messages of one server
    /// are handled in the order of the calls.
    /// </summary>
    protected void Receive(ClusterMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _receiver.Receive(message);
    }

    /// <summary>
    /// Handles a message that the backend has read at a position in its log of events. Call it for messages of this server too.
    /// </summary>
    /// <inheritdoc cref="Receive(ClusterMessage)"/>
    protected void Receive(ClusterMessage message, string offset)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(offset);
        _receiver.Receive(message, offset);
    }

    /// <summary>
    /// Whether this server still waits for answers to a request. Use it in a backend that shows all answers to all servers.
    /// </summary>
    protected bool IsAwaited(string requestId)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        return _requests.IsAwaited(requestId);
    }

    /// <summary>Counts a message that the backend has received and does not understand. Nothing else happens.</summary>
    /// <param name="reason">A short word for the tag of the metric.</param>
    protected internal void Skip(string reason) => Namespace.Server.Metrics.ClusterMessageSkipped(Namespace, reason);

    /// <summary>Called for every message of another server, of every type.</summary>
    private protected virtual void OnSeen(ClusterMessage message)
    {
    }

    /// <summary>Called before a message is sent to the other servers.</summary>
    private protected virtual void OnSending()
    {
    }

    internal void Seen(ClusterMessage message) => OnSeen(message);

    /// <summary>Looks up who is living after that has changed, so that requests need not wait for servers that have gone.</summary>
    private protected void LookUpAll() => _requests.LookUpAll();

    /// <summary>Completes when the living servers are known; fails if they cannot become known.</summary>
    private protected virtual Task WhenPeersAreKnownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal void DeliverLocally(EventPacket packet, BroadcastOptions options) => BroadcastLocally(packet, options);

    internal Task RelayAcksAsync(EventPacket packet, BroadcastOptions options, ClusterAckRelay relay) =>
        BroadcastWithAckLocally(packet, options, relay, CancellationToken.None);

    internal static string NewId() => RandomSource.Hex(8);

    internal ClusterRequests Requests => _requests;

    internal ClusterCredentials Credentials { get; }

    /// <summary>What this server can do beyond the Node server, as it says when it asks for sockets.</summary>
    internal ClusterCapabilities OwnCapabilities => Credentials == ClusterCredentials.Always ? ClusterCapabilities.None : ClusterCapabilities.NoCredentials;

    /// <summary>Counts the other servers. It fails if the number is not known.</summary>
    internal async Task<int> CountOthersAsync(CancellationToken cancellationToken)
    {
        await WhenPeersAreKnownAsync(cancellationToken);
        var servers = await ServerCountAsync(cancellationToken);
        return servers > 0 ? servers - 1 : throw new InvalidOperationException("The backend does not know this server, and so it does not know the others.");
    }

    internal ValueTask<IReadOnlyCollection<string>?> FindLivingServersAsync() => LivingServersAsync(CancellationToken.None);

    /// <summary>Answers another server. If that fails, the other server gets no answer, as if this server did not exist.</summary>
    internal void Respond(string requester, ClusterMessage response) =>
        _ = RespondGuarded(requester, response with { ServerId = ServerId, Namespace = Namespace.Name });

    /// <summary>Whether the caller gets an exception if the message could not be sent to other servers.</summary>
    internal bool MustPublish(BroadcastOptions options) => options.Flags.Published || _throwIfUnpublished;

    /// <summary>Sends a message to all other servers.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mustPublish">
    /// Whether the task fails if the message cannot be sent. Otherwise the failure is counted, and sometimes logged.
    /// </param>
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
            // The requester lists this server as missing; the health check of the backend says why.
            Namespace.Server.Metrics.ClusterMessageUnpublished(Namespace);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            103,
            LogLevel.Warning,
            "A message of namespace {Namespace} did not reach the other servers ({Reason}), and is not sent again. To get an exception, use Published or ThrowIfUnpublished. ({Skipped} more since the last warning.)")]
        public static partial void Unpublished(ILogger logger, string @namespace, string reason, int skipped);
    }
}
