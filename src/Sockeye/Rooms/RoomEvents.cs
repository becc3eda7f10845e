namespace Sockeye.Rooms;

/// <summary>
/// Tells of changes to rooms, in their order, outside the lock of the table. What happens while a listener runs is told after
/// it, by the thread that is telling already: a listener may itself change rooms.
/// </summary>
internal sealed class RoomEvents
{
    private readonly Queue<(Kind Kind, string Room, Socket? Socket)> _queue = new();
    private readonly Lock _gate = new();
    private bool _telling;

    public event Action<string>? RoomCreated;

    public event Action<string>? RoomDeleted;

    public event Action<string, string>? RoomJoined;

    public event Action<string, string>? RoomLeft;

    /// <summary>The same as <see cref="RoomJoined"/>, for what needs more of the socket than its id.</summary>
    public event Action<string, Socket>? SocketJoined;

    /// <summary>The same as <see cref="RoomLeft"/>. <see cref="Socket.HasLeft"/> tells who has disconnected from who has only left the room.</summary>
    public event Action<string, Socket>? SocketLeft;

    public Action<Exception>? Failed { get; set; }

    private enum Kind
    {
        Created,
        Deleted,
        Joined,
        Left,
    }

    private bool HasListeners =>
        RoomCreated is not null || RoomDeleted is not null || RoomJoined is not null || RoomLeft is not null
        || SocketJoined is not null || SocketLeft is not null;

    public void Created(string room) => Add(Kind.Created, room, null);

    public void Deleted(string room) => Add(Kind.Deleted, room, null);

    public void Joined(string room, Socket socket) => Add(Kind.Joined, room, socket);

    public void Left(string room, Socket socket) => Add(Kind.Left, room, socket);

    /// <summary>Tells what is queued. Called after the lock of the table is released.</summary>
    public void Raise()
    {
        if (!HasListeners)
        {
            return;
        }

        lock (_gate)
        {
            if (_telling || _queue.Count == 0)
            {
                return;
            }

            _telling = true;
        }

        while (true)
        {
            (Kind Kind, string Room, Socket? Socket) next;
            lock (_gate)
            {
                if (!_queue.TryDequeue(out next))
                {
                    _telling = false;
                    return;
                }
            }

            Tell(next);
        }
    }

    private void Add(Kind kind, string room, Socket? socket)
    {
        if (HasListeners)
        {
            lock (_gate)
            {
                _queue.Enqueue((kind, room, socket));
            }
        }
    }

    private void Tell((Kind Kind, string Room, Socket? Socket) change)
    {
        try
        {
            switch (change.Kind)
            {
                case Kind.Created:
                    RoomCreated?.Invoke(change.Room);
                    break;
                case Kind.Deleted:
                    RoomDeleted?.Invoke(change.Room);
                    break;
                case Kind.Joined:
                    RoomJoined?.Invoke(change.Room, change.Socket!.Id);
                    SocketJoined?.Invoke(change.Room, change.Socket!);
                    break;
                default:
                    RoomLeft?.Invoke(change.Room, change.Socket!.Id);
                    SocketLeft?.Invoke(change.Room, change.Socket!);
                    break;
            }
        }
        catch (Exception exception)
        {
            Failed?.Invoke(exception);
        }
    }
}
