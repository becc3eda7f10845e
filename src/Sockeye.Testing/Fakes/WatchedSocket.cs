namespace Sockeye.Testing;

/// <summary>What has happened to one socket.</summary>
internal sealed class WatchedSocket
{
    private readonly RecordList<FakeEmit> _received = new();
    private readonly RecordList<string> _joined = new();
    private readonly RecordList<string> _left = new();
    private DisconnectReason? _reason;

    public WatchedSocket(Socket socket, Action<FakeEmit> sent)
    {
        Socket = socket;
        socket.OnAnyOutgoing(e =>
        {
            var emit = new FakeEmit(socket.Namespace.Name, e.Name, e.Arguments, socket, BroadcastOptions.Everyone, asks: false);
            _received.Add(emit);
            sent(emit);
        });
        socket.OnDisconnect(reason => Volatile.Write(ref _reason, reason));
    }

    public Socket Socket { get; }

    public IReadOnlyList<FakeEmit> Received => _received.Items;

    public IReadOnlyList<string> Joined => _joined.Items;

    public IReadOnlyList<string> Left => _left.Items;

    public DisconnectReason? Reason => Volatile.Read(ref _reason);

    /// <summary>Ends the socket, and waits until its disconnect handlers have started.</summary>
    public async Task EndAsync(Action end)
    {
        // Handlers start in the order in which they were added, and this one is the last.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Socket.OnDisconnect(_ => ended.TrySetResult());
        if (Reason is null)
        {
            end();
            await ended.Task.ConfigureAwait(false);
        }
    }

    public void Join(string room)
    {
        if (room != Socket.Id)
        {
            _joined.Add(room);
        }
    }

    public void Leave(string room)
    {
        if (room != Socket.Id)
        {
            _left.Add(room);
        }
    }

    public void Clear()
    {
        _received.Clear();
        _joined.Clear();
        _left.Clear();
    }
}
