using System.Collections.Concurrent;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Connections;

/// <summary>
/// The sockets of one connection, found by the bytes of their namespace's name, and the names of namespaces that it has left. Most
/// connections have one or two sockets: a walk over them is faster than hashing and takes no memory. Reads take no lock; changes are made
/// under the lock of the <see cref="Client"/>.
/// </summary>
internal sealed class ClientSockets
{
    private const int ScanLimit = 8;

    /// <summary>A packet that was on its way when its namespace was left arrives soon after, so the newest names are enough.</summary>
    private const int MaxLeft = 64;

    // An array of a few sockets, or a dictionary of many. The whole state is one reference, so a reader between two writes sees the sockets
    // before the first or after the second.
    private volatile object _sockets = Array.Empty<Socket>();
    private volatile byte[][] _left = [];

    public int Count => _sockets is Socket[] few ? few.Length : ((ConcurrentDictionary<byte[], Socket>)_sockets).Count;

    public IReadOnlyCollection<Socket> All => _sockets switch
    {
        Socket[] few => few,
        var many => (Socket[])[.. ((ConcurrentDictionary<byte[], Socket>)many).Values],
    };

    public Socket? Find(ReadOnlySpan<byte> ns)
    {
        if (_sockets is not Socket[] few)
        {
            var many = (ConcurrentDictionary<byte[], Socket>)_sockets;
            return many.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(ns, out var found) ? found : null;
        }

        // The newest first: if a client has come back at once, its former socket may still be listed.
        for (var i = few.Length - 1; i >= 0; i--)
        {
            if (ns.SequenceEqual(few[i].Namespace.NameUtf8))
            {
                return few[i];
            }
        }

        return null;
    }

    /// <summary>Whether the connection has left a namespace recently.</summary>
    public bool HasLeft(ReadOnlySpan<byte> ns)
    {
        foreach (var name in _left)
        {
            if (ns.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    public void Add(Socket socket)
    {
        if (_sockets is not Socket[] few)
        {
            ((ConcurrentDictionary<byte[], Socket>)_sockets)[socket.Namespace.NameUtf8] = socket;
            return;
        }

        if (few.Length < ScanLimit)
        {
            _sockets = (Socket[])[.. few, socket];
            return;
        }

        var many = new ConcurrentDictionary<byte[], Socket>(concurrencyLevel: 1, ScanLimit * 2, Utf8NameComparer.Instance);
        foreach (var present in few)
        {
            many[present.Namespace.NameUtf8] = present;
        }

        many[socket.Namespace.NameUtf8] = socket;
        _sockets = many;
    }

    /// <param name="socket">The socket.</param>
    /// <param name="joined">Whether the client knew that it was in the namespace. If so, it may have sent something meanwhile.</param>
    public void Remove(Socket socket, bool joined)
    {
        // The name is remembered first, so that a reader that no longer finds the socket finds the name.
        if (joined)
        {
            var name = socket.Namespace.NameUtf8;
            var others = _left.Where(other => !name.AsSpan().SequenceEqual(other)).ToArray();
            _left = [.. others.Length < MaxLeft ? others : others[1..], name];
        }

        if (_sockets is Socket[] few)
        {
            _sockets = few.Where(other => other != socket).ToArray();
        }
        else
        {
            ((ConcurrentDictionary<byte[], Socket>)_sockets).TryRemove(KeyValuePair.Create(socket.Namespace.NameUtf8, socket));
        }
    }
}
