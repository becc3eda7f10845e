using System.Collections.Concurrent;

namespace Sockeye.Connections;

/// <summary>
/// The sockets of one connection, found by the bytes of their namespace's name. Most connections have one or two: a walk over them is faster than hashing, and
/// takes no memory. Reads take no lock; changes are made under the lock of the <see cref="Client"/>.
/// </summary>
internal sealed class ClientSockets
{
    private const int ScanLimit = 8;

    private volatile Socket[] _few = [];
    private volatile ConcurrentDictionary<byte[], Socket>? _many;

    public int Count => _many?.Count ?? _few.Length;

    public IReadOnlyCollection<Socket> All => _many is { } many ? (Socket[])[.. many.Values] : _few;

    public Socket? Find(ReadOnlySpan<byte> ns)
    {
        if (_many is { } many)
        {
            return many.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(ns, out var found) ? found : null;
        }

        // The newest first: where a client has come back at once, its former socket may not be gone yet.
        var few = _few;
        for (var i = few.Length - 1; i >= 0; i--)
        {
            if (ns.SequenceEqual(few[i].Namespace.NameUtf8))
            {
                return few[i];
            }
        }

        return null;
    }

    public void Add(Socket socket)
    {
        if (_many is null && _few.Length < ScanLimit)
        {
            _few = [.. _few, socket];
            return;
        }

        if (_many is null)
        {
            var many = new ConcurrentDictionary<byte[], Socket>(concurrencyLevel: 1, ScanLimit * 2, Utf8NameComparer.Instance);
            foreach (var present in _few)
            {
                many[present.Namespace.NameUtf8] = present;
            }

            _many = many;
            _few = [];
        }

        _many[socket.Namespace.NameUtf8] = socket;
    }

    public void Remove(Socket socket)
    {
        _few = [.. _few.Where(other => other != socket)];
        _many?.TryRemove(KeyValuePair.Create(socket.Namespace.NameUtf8, socket));
    }
}
