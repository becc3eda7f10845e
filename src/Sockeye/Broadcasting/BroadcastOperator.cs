using Sockeye.Broadcasting;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// A choice of the sockets of a namespace, or of all namespaces of a pattern, ready to be sent to. Immutable: it may be kept, shared between threads and narrowed
/// further in different ways.
/// </summary>
public sealed class BroadcastOperator : Emitter
{
    private readonly Adapter? _adapter;
    private readonly PatternBroadcast? _pattern;
    private readonly Socket? _sender;

    /// <param name="adapter">What carries it.</param>
    /// <param name="options">Who is chosen.</param>
    /// <param name="sender">Who has to be allowed to send to the rooms; none where nobody is asked.</param>
    internal BroadcastOperator(Adapter adapter, BroadcastOptions options, Socket? sender = null)
    {
        _adapter = adapter;
        Options = options;
        _sender = sender;
    }

    /// <param name="pattern">The namespaces.</param>
    /// <param name="options">Who is chosen in each of them.</param>
    internal BroadcastOperator(PatternBroadcast pattern, BroadcastOptions options)
    {
        _pattern = pattern;
        Options = options;
    }

    /// <summary>Who is chosen.</summary>
    public BroadcastOptions Options { get; }

    /// <summary>Where it belongs to: failures that nobody waits for are reported there.</summary>
    internal Namespace Namespace => _pattern is null ? Adapter.Namespace : _pattern.Server.MainNamespace;

    // Of a namespace; a pattern has those of its namespaces.
    private Adapter Adapter => _adapter!;

    private protected override BroadcastOperator Target => this;

    internal BroadcastOperator AddRooms(string[] rooms) => With(Options with { Rooms = Union(Options.Rooms, rooms) });

    internal BroadcastOperator AddExcept(string[] rooms) => With(Options with { Except = Union(Options.Except, rooms) });

    internal BroadcastOperator WithFlags(Func<BroadcastFlags, BroadcastFlags> change) => With(Options with { Flags = change(Options.Flags) });

    /// <summary>Begins the packet, or gives nothing if nobody would get it or it is cancelled: then nothing is encoded at all.</summary>
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

        // Who may not send to a room does not learn whether anybody is in it.
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

    /// <summary>Does something to the chosen sockets of each namespace.</summary>
    internal ValueTask ActAsync(Func<Adapter, ValueTask> act) => _pattern is null ? act(Adapter) : _pattern.ForEachAsync(child => act(child.Adapter));

    /// <summary>Who is asked before anything is sent. What goes to everybody, or to users, goes to no room.</summary>
    private IRoomGate? Gate => _sender is not null && Options.Rooms.Any(static room => !UserRoom.IsReserved(room)) ? Adapter.Namespace.RoomGate : null;

    private IReadOnlyList<string> AskedFor => RoomNames.WithoutUsers(Options.Rooms);

    // The writer belongs to the thread, which may be another one when the answer is there: the packet is written first.
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
