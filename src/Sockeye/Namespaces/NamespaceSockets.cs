using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Sockeye.Rooms;

namespace Sockeye.Namespaces;

/// <summary>The connected sockets of a namespace, by id.</summary>
internal sealed class NamespaceSockets(RoomTable table) : IReadOnlyDictionary<string, Socket>
{
    public int Count => table.ConnectedCount;

    public IEnumerable<string> Keys => table.ConnectedSockets().Select(static socket => socket.Id);

    public IEnumerable<Socket> Values => table.ConnectedSockets();

    public Socket this[string key] => TryGetValue(key, out var socket) ? socket : throw new KeyNotFoundException();

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Socket value) => table.TryGetConnected(key, out value);

    public IEnumerator<KeyValuePair<string, Socket>> GetEnumerator() =>
        table.ConnectedSockets().Select(static socket => KeyValuePair.Create(socket.Id, socket)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
