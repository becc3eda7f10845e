using System.Text.Json;
using Sockeye.Hooks;
using Sockeye.Presences;
using Sockeye.Telling;

namespace Sockeye.Occupancies;

/// <summary>
/// Reports the numbers of rooms to their members on this server and to the application. A room is reported at most once in a window,
/// however many changes there are, so that a join does not cost something for each of the others. A newcomer waits for the next number,
/// which is sent even if it has not changed.
/// </summary>
internal sealed class OccupancyNews
{
    private readonly Namespace _namespace;
    private readonly Func<string, int> _count;
    private readonly Action<OccupancyChange> _raise;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OccupiedRoom> _rooms = new(StringComparer.Ordinal);
    private readonly NewsQueue<OccupiedRoom> _queue;
    private readonly NewsWindow<OccupiedRoom> _window;
    private bool _isClosed;

    /// <param name="ns">The namespace.</param>
    /// <param name="window">The minimum time between two reports of a room.</param>
    /// <param name="count">Counts the connections of a room. Called without the lock.</param>
    /// <param name="raise">Calls the listeners of the application.</param>
    public OccupancyNews(Namespace ns, TimeSpan window, Func<string, int> count, Action<OccupancyChange> raise)
    {
        _namespace = ns;
        _count = count;
        _raise = raise;
        _queue = new(Tell, "occupancy", ns.Failures);
        _window = new(ns.Server, window, _gate, _queue.Enqueue, _queue.Tell);
    }

    /// <summary>Called when the number of a room may have changed, or a newcomer does not know it yet.</summary>
    public void Note(string name, bool hasNewcomer)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (!_rooms.TryGetValue(name, out var room))
            {
                _rooms.Add(name, room = new OccupiedRoom(name));
            }

            room.HasNewcomer |= hasNewcomer;
            _window.Note(room);
        }

        _queue.Tell();
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _window.Close();
            _queue.Close();
            _rooms.Clear();
        }
    }

    public static JsonElement Json(string room, int count) => PresenceJson.Object(json =>
    {
        json.WriteString("room", room);
        json.WriteNumber("count", count);
    });

    private void Tell(OccupiedRoom room)
    {
        bool hasNewcomer;
        lock (_gate)
        {
            // Before the connections are counted, so that a later change is reported again, one window later.
            room.IsAwaited = false;
            room.LastTold = _namespace.Server.Time.GetTimestamp();
            (hasNewcomer, room.HasNewcomer) = (room.HasNewcomer, false);
        }

        var count = _count(room.Name);
        var isChanged = count != room.Told;
        lock (_gate)
        {
            room.Told = count;
            if (count == 0 && !room.IsAwaited && !_isClosed)
            {
                if (isChanged)
                {
                    // The room is remembered for one more window, because sockets may come and go all the time.
                    _window.Keep(room);
                }
                else
                {
                    _rooms.Remove(room.Name);
                }
            }
        }

        if (isChanged || hasNewcomer)
        {
            _ = SendAsync(room.Name, count);
        }

        if (isChanged)
        {
            _raise(new OccupancyChange(room.Name, count));
        }
    }

    // Each server informs its own sockets, so the event is sent before this returns.
    private async Task SendAsync(string room, int count)
    {
        try
        {
            await _namespace.Local.To(room).EmitAsync("occupancy:changed", Json(room, count));
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("occupancy", exception);
        }
    }
}
