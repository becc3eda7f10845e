using Sockeye.Hooks;

namespace Sockeye.Rooms;

/// <summary>
/// Calls listeners and observers for changes to rooms, in order and outside the lock of the table. If a listener changes rooms itself, the
/// thread that is already calling listeners reports that change afterwards.
/// </summary>
internal sealed class RoomEvents
{
    private readonly IListenerFailures _failures;
    private readonly NewsQueue<(Kind Kind, string Room, Socket? Socket)> _news;

    // Observers of libraries may ask the application, so the application's own listeners are called first.
    private volatile IRoomObserver[] _observers = [];

    public RoomEvents(IListenerFailures failures)
    {
        _failures = failures;
        _news = new(Tell, "rooms", failures);
    }

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
        || _observers.Length > 0;

    public void Add(IRoomObserver observer)
    {
        lock (_news)
        {
            _observers = [.. _observers, observer];
        }
    }

    public void Remove(IRoomObserver observer)
    {
        lock (_news)
        {
            _observers = [.. _observers.Where(other => other != observer)];
        }
    }

    public void Created(string room) => Add(Kind.Created, room, null);

    public void Deleted(string room) => Add(Kind.Deleted, room, null);

    public void Joined(string room, Socket socket) => Add(Kind.Joined, room, socket);

    public void Left(string room, Socket socket) => Add(Kind.Left, room, socket);

    /// <summary>Calls the listeners for the queued changes. Call it after the lock of the table is released.</summary>
    public void Raise()
    {
        if (HasListeners)
        {
            _news.Tell();
        }
    }

    private void Add(Kind kind, string room, Socket? socket)
    {
        if (HasListeners)
        {
            _news.Enqueue((kind, room, socket));
        }
    }

    private void Tell((Kind Kind, string Room, Socket? Socket) change)
    {
        switch (change.Kind)
        {
            case Kind.Created:
                RoomCreated.Start(change.Room, "room created", _failures);
                break;
            case Kind.Deleted:
                RoomDeleted.Start(change.Room, "room deleted", _failures);
                break;
            case Kind.Joined:
                RoomJoined.Start((change.Room, change.Socket!.Id), "room joined", _failures);
                Observe(change.Room, change.Socket!, static (observer, room, socket) => observer.OnJoined(room, socket));
                break;
            default:
                RoomLeft.Start((change.Room, change.Socket!.Id), "room left", _failures);
                Observe(change.Room, change.Socket!, static (observer, room, socket) => observer.OnLeft(room, socket));
                break;
        }
    }

    private void Observe(string room, Socket socket, Action<IRoomObserver, string, Socket> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer, room, socket);
            }
            catch (Exception exception)
            {
                _failures.Report("rooms", exception);
            }
        }
    }
}
