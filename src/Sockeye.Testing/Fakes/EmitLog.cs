using System.Collections.Concurrent;
using System.Text.Json;

namespace Sockeye.Testing;

/// <summary>
/// Records what the namespaces of a server do. Broadcasts are recorded as their adapters get them, everything else as the sockets report
/// it.
/// </summary>
internal sealed class EmitLog
{
    private readonly ConcurrentDictionary<string, WatchedSocket> _sockets = new(StringComparer.Ordinal);
    private readonly RecordList<FakeEmit> _emits = new();

    // A broadcast reaches its sockets on the thread that sends it, before the adapter returns. So what a socket reports meanwhile is
    // already recorded.
    [ThreadStatic]
    private static bool t_isBroadcasting;

    public IReadOnlyList<FakeEmit> Emits => _emits.Items;

    /// <summary>Begins to watch the sockets of a namespace, before handlers of the application get them.</summary>
    public void Watch(Namespace ns)
    {
        if (ns.Name != FakeConnection.SettlingNamespace)
        {
            ns.Use(socket => _sockets[socket.Id] = new WatchedSocket(socket, Sent));
            ns.Adapter.OnRoomJoined((room, id) => Find(id)?.Join(room));
            ns.Adapter.OnRoomLeft((room, id) => Find(id)?.Leave(room));
        }
    }

    public WatchedSocket SocketOf(string id) => _sockets[id];

    /// <summary>Records a broadcast, then sends it.</summary>
    public T Broadcast<T>(Namespace ns, EventPacket packet, BroadcastOptions options, bool asks, Func<T> send)
    {
        var arguments = new EventArguments(ns.Server.Serializer, packet.Payload.ToArray(), [.. packet.Attachments], skipped: 1);
        _emits.Add(new FakeEmit(ns.Name, NameOf(packet), arguments, socket: null, options, asks));

        // A listener for outgoing events may broadcast itself. After that the outer broadcast continues.
        var isInside = t_isBroadcasting;
        t_isBroadcasting = true;
        try
        {
            return send();
        }
        finally
        {
            t_isBroadcasting = isInside;
        }
    }

    public void Clear()
    {
        _emits.Clear();
        foreach (var (_, socket) in _sockets)
        {
            socket.Clear();
        }
    }

    private static string NameOf(EventPacket packet)
    {
        var reader = new Utf8JsonReader(packet.Payload.Span);
        reader.Read();
        reader.Read();
        return reader.GetString()!;
    }

    private WatchedSocket? Find(string id) => _sockets.GetValueOrDefault(id);

    private void Sent(FakeEmit emit)
    {
        if (!t_isBroadcasting)
        {
            _emits.Add(emit);
        }
    }
}
