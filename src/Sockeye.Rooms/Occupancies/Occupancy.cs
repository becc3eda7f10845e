using System.Runtime.CompilerServices;
using Sockeye.Hooks;
using Sockeye.Occupancies;
using Sockeye.Records;
using Sockeye.Requests;

namespace Sockeye;

/// <summary>
/// The number of connections of each room of a namespace, on all servers and without their owners. Use it for rooms that are too large for
/// <see cref="Presence"/>. Every server has all numbers, so no call waits for another server. It is thread-safe.
/// </summary>
/// <remarks>
/// A socket gets <c>occupancy:changed</c> soon after it joins a room, and whenever the number changes, but at most once per
/// <see cref="OccupancyOptions.Window"/>.
/// </remarks>
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

            // A middleware may have added the socket to rooms before it could be sent anything.
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

    /// <summary>
    /// Gets the number of connections of a room, on all servers. Numbers of other servers may be some 100 ms old. This is O(1).
    /// </summary>
    /// <returns>The number; zero if the room is empty or is not counted (<see cref="OccupancyOptions.Includes"/>).</returns>
    public int CountOf(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return Includes(room) ? _counts.Count(room) : 0;
    }

    /// <summary>
    /// Adds a listener for changes of a room's number of connections. It is called on every server, for each room at most once per
    /// <see cref="OccupancyOptions.Window"/>. Exceptions of a listener are logged and counted.
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

    /// <summary>Removes a listener that you have added with <c>OnChanged</c>.</summary>
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

    // Members of the room get the number in any case. For others it is part of what a list says about a room.
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
