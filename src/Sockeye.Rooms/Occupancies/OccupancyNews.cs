using System.Text.Json;
using Sockeye.Hooks;
using Sockeye.Presences;
using Sockeye.Telling;

namespace Sockeye.Occupancies;

/// <summary>
/// Tells the numbers of rooms: to those who are in them on this server, and to the application. A room is reported once in a window at most, however much changes, so that a join costs
/// nothing for each of the others. A newcomer waits for the next number, which goes out also if it has not changed.
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
    /// <param name="window">A room is told of at most once in this time.</param>
    /// <param name="count">Counts the connections of a room. Called without the lock.</param>
    /// <param name="raise">Tells the application.</param>
    public OccupancyNews(Namespace ns, TimeSpan window, Func<string, int> count, Action<OccupancyChange> raise)
    {
        _namespace = ns;
        _count = count;
        _raise = raise;
        _queue = new(Tell, "occupancy", ns.Failures);
        _window = new(ns.Server, window, _gate, _queue.Enqueue, _queue.Tell);
    }

    /// <summary>The number of a room may be another one, or somebody has come who does not know it.</summary>
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
            // Before the connections are counted: what changes from here on is awaited again, a window later.
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
                    // It is remembered for a window more: somebody may come and go all the time.
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

    // Each server tells its own, so that it is sent before this returns.
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
