using Sockeye.Hooks;

namespace Sockeye.Rooms;

/// <summary>
/// Tells of changes to rooms, in their order, outside the lock of the table. What happens while a listener runs follows after
/// it, by the thread that is telling already: a listener may itself change rooms.
/// </summary>
internal sealed class RoomEvents(IListenerFailures failures)
{
    private readonly Queue<(Kind Kind, string Room, Socket? Socket)> _queue = new();
    private readonly Lock _gate = new();
    private bool _telling;

    /// <summary>For the library's own features, which may ask the application: the application's listeners hear of it before them.</summary>
    public Hook<(string Room, Socket Socket)> SocketJoined { get; } = new();

    /// <summary>For the library's own features. <see cref="Socket.HasLeft"/> tells who has disconnected from who has only left the room.</summary>
    public Hook<(string Room, Socket Socket)> SocketLeft { get; } = new();

    public Hook<string> RoomCreated { get; } = new();

    public Hook<string> RoomDeleted { get; } = new();

    public Hook<(string Room, string SocketId)> RoomJoined { get; } = new();

    public Hook<(string Room, string SocketId)> RoomLeft { get; } = new();

    private enum Kind
    {
        Created,
        Deleted,
        Joined,
        Left,
    }

    private bool HasListeners =>
        !RoomCreated.IsEmpty || !RoomDeleted.IsEmpty || !RoomJoined.IsEmpty || !RoomLeft.IsEmpty
        || !SocketJoined.IsEmpty || !SocketLeft.IsEmpty;

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
        switch (change.Kind)
        {
            case Kind.Created:
                RoomCreated.Start(change.Room, "room created", failures);
                break;
            case Kind.Deleted:
                RoomDeleted.Start(change.Room, "room deleted", failures);
                break;
            case Kind.Joined:
                RoomJoined.Start((change.Room, change.Socket!.Id), "room joined", failures);
                SocketJoined.Start((change.Room, change.Socket!), "rooms", failures);
                break;
            default:
                RoomLeft.Start((change.Room, change.Socket!.Id), "room left", failures);
                SocketLeft.Start((change.Room, change.Socket!), "rooms", failures);
                break;
        }
    }
}
