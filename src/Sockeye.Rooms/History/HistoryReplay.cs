using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Sockeye.History;

/// <summary>
/// Sends the last messages of a room as the event <c>history</c> to a socket that has joined it. The messages are read after the socket is
/// in the room, so nothing is missing between them and live messages. A message may come twice, with the same offset. A socket that joins
/// while the room is read for others shares the next reading.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore has nothing to dispose of.")]
internal sealed partial class HistoryReplay(RoomHistory history) : IRoomObserver
{
    private const string EventName = "history";

    // Many sockets join at the same time after a server has failed, and the store has other work too.
    private const int MaxReadings = 64;

    private readonly Namespace _namespace = history.Namespace;
    private readonly Dictionary<string, List<Newcomer>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _readings = new(MaxReadings);
    private readonly Lock _gate = new();

    // The rooms that middlewares have added sockets to. Later middlewares may still refuse these sockets.
    private readonly ConditionalWeakTable<Socket, List<string>> _early = [];

    /// <summary>If this number changes, permissions may have been withdrawn.</summary>
    private long Revision => _namespace.RoomGate?.Revision ?? 0;

    public void OnLeft(string room, Socket socket)
    {
    }

    public void OnJoined(string room, Socket socket)
    {
        if (room == socket.Id || history.Options.ReplayRooms?.Invoke(room) == false)
        {
            return;
        }

        if (!socket.Connected)
        {
            var rooms = _early.GetOrCreateValue(socket);
            lock (rooms)
            {
                rooms.Add(room);
            }

            // The socket may have connected meanwhile.
            if (socket.Connected)
            {
                OnConnected(socket);
            }

            return;
        }

        _ = ReplayAsync(room, socket);
    }

    public void OnConnected(Socket socket)
    {
        if (!_early.TryGetValue(socket, out var rooms))
        {
            return;
        }

        string[] taken;
        lock (rooms)
        {
            taken = [.. rooms];
            rooms.Clear();
        }

        foreach (var room in taken)
        {
            _ = ReplayAsync(room, socket);
        }
    }

    private async Task ReplayAsync(string room, Socket socket)
    {
        try
        {
            var newcomer = new Newcomer(socket, Revision);
            if (!await MayReadAsync(room, socket))
            {
                return;
            }

            await _namespace.Adapter.WhenJoinedAsync(room);
            if (TryBegin(room, newcomer))
            {
                await ReplayAsync(room, [newcomer]);
            }
        }
        catch (Exception exception)
        {
            Log.NotReplayed(_namespace.Server.Logger, exception, room, _namespace.Name);
        }
    }

    private async Task ReplayAsync(string room, List<Newcomer> newcomers)
    {
        do
        {
            await _readings.WaitAsync();
            try
            {
                Send(await history.ReadAsync(room, last: history.Options.ReplayOnJoin), newcomers);
            }
            catch (Exception exception)
            {
                Log.NotReplayed(_namespace.Server.Logger, exception, room, _namespace.Name);
            }
            finally
            {
                _readings.Release();
            }
        }
        while (TryTakeNext(room, out newcomers));
    }

    private void Send(RoomMessagePage page, List<Newcomer> newcomers)
    {
        var packet = EventPacket.Create(_namespace, EventName, HistoryJson.Write(_namespace, page, withTruncated: false));
        foreach (var newcomer in newcomers)
        {
            // A rule that is evaluated again may be slow, so the others do not wait for it.
            _ = SendAsync(page.Room, packet, newcomer);
        }
    }

    /// <summary>Sends the page, unless the permission was withdrawn while the room was read.</summary>
    private async Task SendAsync(string room, EventPacket packet, Newcomer newcomer)
    {
        var (socket, revision) = newcomer;
        try
        {
            while (revision != Revision)
            {
                revision = Revision;
                if (!await MayReadAsync(room, socket))
                {
                    return;
                }
            }

            if (socket.IsIn(room))
            {
                socket.Send(packet);
            }
        }
        catch (Exception exception)
        {
            Log.NotReplayed(_namespace.Server.Logger, exception, room, _namespace.Name);
        }
    }

    private async ValueTask<bool> MayReadAsync(string room, Socket socket) =>
        _namespace.RoomGate is not { } gate || (await gate.CheckAsync(socket, room, RoomAccess.History)).Allowed;

    /// <returns>Whether the room is not being read for others. If it is, the socket waits.</returns>
    private bool TryBegin(string room, Newcomer newcomer)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(room, out var waiting))
            {
                waiting.Add(newcomer);
                return false;
            }

            _waiting.Add(room, []);
            return true;
        }
    }

    private bool TryTakeNext(string room, out List<Newcomer> newcomers)
    {
        lock (_gate)
        {
            newcomers = _waiting[room];
            if (newcomers.Count == 0)
            {
                _waiting.Remove(room);
                return false;
            }

            _waiting[room] = [];
            return true;
        }
    }

    /// <summary>A socket that waits for the history of a room.</summary>
    /// <param name="Socket">The socket.</param>
    /// <param name="Revision">
    /// The revision of the permissions before the socket's permission was checked. A later withdrawal changes it.
    /// </param>
    private readonly record struct Newcomer(Socket Socket, long Revision);

    private static partial class Log
    {
        [LoggerMessage(154, LogLevel.Debug, "The history of room {Room} of namespace {Namespace} could not be sent to sockets that joined.")]
        public static partial void NotReplayed(ILogger logger, Exception exception, string room, string @namespace);
    }
}
