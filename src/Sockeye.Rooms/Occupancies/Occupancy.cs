using System.Runtime.CompilerServices;
using Sockeye.Hooks;
using Sockeye.Occupancies;
using Sockeye.Records;
using Sockeye.Requests;

namespace Sockeye;

/// <summary>
/// How many connections the rooms of a namespace have on all servers, without saying whose: for rooms that are too large for <see cref="Presence"/>. Every server has all numbers, so that
/// nothing here waits for another one. Thread-safe.
/// </summary>
/// <remarks>Members of a room get <c>occupancy:changed</c> soon after they join it, and whenever the number is another one, at most once in <see cref="OccupancyOptions.Window"/>.</remarks>
public sealed class Occupancy
{
    private const int MaxNameLength = 1024;

    private readonly Namespace _namespace;
    private readonly OccupancyOptions _options;
    private readonly RoomCounts _counts;
    private readonly OccupancyNews _news;
    private readonly Hook<OccupancyChange> _changed = new();

    internal Occupancy(Namespace ns, OccupancyOptions options)
    {
        _namespace = ns;
        _options = options;
        _news = new OccupancyNews(ns, options.Window, CountOf, Raise);
        _counts = new RoomCounts(ns, "occupancy", Includes, Note);
        var requests = new RoomRequests(ns).Answer("occupancy:count", CountAsync);
        ns.OnConnection(socket =>
        {
            requests.Listen(socket);

            // Middlewares may have had it join rooms before it could be told anything.
            foreach (var room in socket.Rooms)
            {
                if (room != socket.Id)
                {
                    Note(room, hasNewcomer: true);
                }
            }
        });
        _counts.Start(isCounting: true);
    }

    /// <summary>How many connections a room has, on all servers: those of others as of some 100 ms ago. O(1).</summary>
    /// <returns>Zero if nobody is in it, and if it is not counted (<see cref="OccupancyOptions.Includes"/>).</returns>
    public int CountOf(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return Includes(room) ? _counts.Count(room) : 0;
    }

    /// <summary>
    /// Listens to rooms whose number of connections is another one than was told last: on every server, of each room at most once in <see cref="OccupancyOptions.Window"/>. What a listener throws is
    /// logged and counted.
    /// </summary>
    public Occupancy OnChanged(Action<OccupancyChange> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnChanged(Action{OccupancyChange})"/>
    public Occupancy OnChanged(Func<OccupancyChange, Task> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnChanged(Action{OccupancyChange})"/>
    [OverloadResolutionPriority(1)]
    public Occupancy OnChanged(Func<OccupancyChange, ValueTask> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <summary>Removes a listener of <c>OnChanged</c>.</summary>
    public Occupancy OffChanged(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _changed.Remove(listener);
        return this;
    }

    internal void Close()
    {
        _counts.Close();
        _news.Close();
    }

    private bool Includes(string room)
    {
        try
        {
            return room.Length <= MaxNameLength && _options.Includes(room);
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("occupancy", exception);
            return false;
        }
    }

    private void Note(string room, bool hasNewcomer)
    {
        if (Includes(room))
        {
            _news.Note(room, hasNewcomer);
        }
    }

    private void Raise(OccupancyChange change) => _changed.Start(change, "occupancy changed", _namespace.Failures);

    // Who is in the room is told anyway. For others it is part of what a list says of a room.
    private async ValueTask CountAsync(RoomRequest request)
    {
        var room = request.Room;
        if (!request.Socket.IsIn(room))
        {
            await request.RequireAsync(room, _namespace.RoomGate is null ? RoomAccess.Presence : RoomAccess.List);
        }

        await request.Acknowledgement.SendAsync(OccupancyNews.Json(room, CountOf(room)));
    }
}
