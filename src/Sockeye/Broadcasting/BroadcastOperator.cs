using Sockeye.Broadcasting;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// A selection of the sockets of a namespace, or of all namespaces of a pattern, that you can send to. It is immutable: you can keep it,
/// share it between threads, and narrow it further in different ways.
/// </summary>
public sealed class BroadcastOperator : Emitter
{
    private readonly Adapter? _adapter;
    private readonly PatternBroadcast? _pattern;
    private readonly Socket? _sender;

    /// <param name="adapter">The adapter that sends.</param>
    /// <param name="options">The selection.</param>
    /// <param name="sender">
    /// The socket that needs permission to send to the rooms; <see langword="null"/> if no permission is needed.
    /// </param>
    internal BroadcastOperator(Adapter adapter, BroadcastOptions options, Socket? sender = null)
    {
        _adapter = adapter;
        Options = options;
        _sender = sender;
    }

    /// <param name="pattern">The namespaces.</param>
    /// <param name="options">The selection in each of them.</param>
    internal BroadcastOperator(PatternBroadcast pattern, BroadcastOptions options)
    {
        _pattern = pattern;
        Options = options;
    }

    /// <summary>The selection and the flags.</summary>
    public BroadcastOptions Options { get; }

    /// <summary>The namespace to which failures are reported if nothing awaits the send.</summary>
    internal Namespace Namespace => _pattern is null ? Adapter.Namespace : _pattern.Server.MainNamespace;

    // The adapter of a namespace. A pattern uses the adapters of its namespaces.
    private Adapter Adapter => _adapter!;

    private protected override BroadcastOperator Target => this;

    internal BroadcastOperator AddRooms(string[] rooms) => With(Options with { Rooms = Union(Options.Rooms, rooms) });

    internal BroadcastOperator AddExcept(string[] rooms) => With(Options with { Except = Union(Options.Except, rooms) });

    internal BroadcastOperator WithFlags(Func<BroadcastFlags, BroadcastFlags> change) => With(Options with { Flags = change(Options.Flags) });

    /// <summary>
    /// Begins the packet. Returns <see langword="null"/> if there is no recipient or the token is cancelled; then nothing is encoded.
    /// </summary>
    internal PacketWriter? Start(string eventName, CancellationToken cancellationToken)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (_pattern is not null)
        {
            return _pattern.MayHaveTargets(Options) ? _pattern.StartEvent(eventName) : null;
        }

        // With permissions, the send continues even without members, so that a sender without permission does not learn whether the room is
        // empty.
        return Adapter.MayHaveTargets(Options) || Gate is not null ? Adapter.Namespace.StartEvent(eventName) : null;
    }

    internal ValueTask Send(PacketWriter writer) =>
        _pattern is not null ? _pattern.SendAsync(writer, Options)
        : Gate is { } gate ? SendChecked(gate, writer.ToEvent())
        : Adapter.Namespace.Delivery.BroadcastAsync(writer, Options);

    internal Task<BroadcastAcks> SendWithAck(string eventName, Func<PacketWriter, PacketWriter> addArguments, CancellationToken cancellationToken)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<BroadcastAcks>(cancellationToken);
        }

        if (_pattern is not null)
        {
            return _pattern.SendWithAckAsync(addArguments(_pattern.StartEvent(eventName)), Options, cancellationToken);
        }

        var writer = addArguments(Adapter.Namespace.StartEvent(eventName));
        var packet = writer.ToEvent(Adapter.Namespace.NextAckId());
        return Gate is { } gate
            ? SendWithAckChecked(gate, packet, cancellationToken)
            : Adapter.BroadcastWithAckAsync(packet, Options, cancellationToken);
    }

    internal Task<ClusterResult<RemoteSocket>> FetchAsync(CancellationToken cancellationToken) =>
        _pattern is null ? Adapter.FetchSocketsAsync(Options, cancellationToken) : _pattern.FetchSocketsAsync(Options, cancellationToken);

    internal Task<ClusterCount> CountThemAsync(CancellationToken cancellationToken) =>
        _pattern is null ? Adapter.CountAsync(Options, cancellationToken) : _pattern.CountAsync(Options, cancellationToken);

    /// <summary>Calls a function for the adapter of each namespace.</summary>
    internal ValueTask ActAsync(Func<Adapter, ValueTask> act) => _pattern is null ? act(Adapter) : _pattern.ForEachAsync(child => act(child.Adapter));

    /// <summary>The gate to ask before a send. A broadcast to everyone or to users goes to no room, and needs no permission.</summary>
    private IRoomGate? Gate => _sender is not null && Options.Rooms.Any(static room => !UserRoom.IsReserved(room)) ? Adapter.Namespace.RoomGate : null;

    private IReadOnlyList<string> AskedFor => RoomNames.WithoutUsers(Options.Rooms);

    // The writer belongs to this thread, and the answer may come on another one. So the packet is written first.
    private async ValueTask SendChecked(IRoomGate gate, EventPacket packet)
    {
        await RoomEntry.DemandAsync(gate, _sender!, AskedFor, RoomAccess.Send);
        await Adapter.Namespace.Delivery.BroadcastAsync(packet, Options);
    }

    private async Task<BroadcastAcks> SendWithAckChecked(IRoomGate gate, EventPacket packet, CancellationToken cancellationToken)
    {
        await RoomEntry.DemandAsync(gate, _sender!, AskedFor, RoomAccess.Send);
        return await Adapter.BroadcastWithAckAsync(packet, Options, cancellationToken);
    }

    private BroadcastOperator With(BroadcastOptions options) => _pattern is null ? new(Adapter, options, _sender) : new(_pattern, options);

    private static string[] Union(IReadOnlyList<string> present, string[] added)
    {
        if (present.Count == 0 && added.Length == 1)
        {
            return added;
        }

        return [.. present.Union(added, StringComparer.Ordinal)];
    }
}
