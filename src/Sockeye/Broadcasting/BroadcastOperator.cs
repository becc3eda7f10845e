using Sockeye.Broadcasting;

namespace Sockeye;

/// <summary>
/// A choice of the sockets of a namespace, ready to be sent to. Immutable: it may be kept, shared between threads and narrowed
/// further in different ways.
/// </summary>
public sealed class BroadcastOperator : Emitter
{
    internal BroadcastOperator(Adapter adapter, BroadcastOptions options)
    {
        Adapter = adapter;
        Options = options;
    }

    /// <summary>Who is chosen.</summary>
    public BroadcastOptions Options { get; }

    internal Adapter Adapter { get; }

    private protected override BroadcastOperator Target => this;

    internal BroadcastOperator AddRooms(string[] rooms) => new(Adapter, Options with { Rooms = Union(Options.Rooms, rooms) });

    internal BroadcastOperator AddExcept(string[] rooms) => new(Adapter, Options with { Except = Union(Options.Except, rooms) });

    internal BroadcastOperator WithFlags(Func<BroadcastFlags, BroadcastFlags> change) => new(Adapter, Options with { Flags = change(Options.Flags) });

    /// <summary>Begins the packet, or gives nothing where nobody would get it: then nothing is encoded at all.</summary>
    internal PacketWriter? Start(string eventName)
    {
        PacketWriter.ThrowIfReserved(eventName);
        return Adapter.MayHaveTargets(Options) ? PacketWriter.Event(Adapter.Namespace, eventName) : null;
    }

    internal ValueTask Send(PacketWriter writer)
    {
        if (Adapter.Namespace.Recovery is not { } recovery || Options.Flags.Volatile)
        {
            return Adapter.BroadcastAsync(writer.ToEvent(), Options);
        }

        return recovery.Send(writer, Options, this, static (target, packet, position) =>
            ((InMemoryAdapter)target.Adapter).BroadcastKept(packet, target.Options, position));
    }

    internal Task<BroadcastAcks> SendWithAck(string eventName, Func<PacketWriter, PacketWriter> addArguments, CancellationToken cancellationToken)
    {
        PacketWriter.ThrowIfReserved(eventName);
        var writer = addArguments(PacketWriter.Event(Adapter.Namespace, eventName));
        return Adapter.BroadcastWithAckAsync(writer.ToEvent(Adapter.Namespace.NextAckId()), Options, cancellationToken);
    }

    private static string[] Union(IReadOnlyList<string> present, string[] added)
    {
        if (present.Count == 0 && added.Length == 1)
        {
            return added;
        }

        return [.. present.Union(added, StringComparer.Ordinal)];
    }
}
