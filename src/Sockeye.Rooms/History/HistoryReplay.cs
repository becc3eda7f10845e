using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Sockeye.History;

/// <summary>
/// Sends the last messages of a room to whoever has joined it, as the event <c>history</c>. They are read after the socket is in the room, so that nothing is missing between
/// them and what comes live; something may come twice, with the same offset. Who joins while the room is read for others shares the next reading.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore holds nothing.")]
internal sealed partial class HistoryReplay(RoomHistory history)
{
    private const string EventName = "history";

    // Many join at a time where a server has gone, and the store has other things to do.
    private const int MaxReadings = 64;

    private readonly Namespace _namespace = history.Namespace;
    private readonly Dictionary<string, List<Socket>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _readings = new(MaxReadings);
    private readonly Lock _gate = new();

    // The rooms that middlewares let sockets join: others may refuse them yet.
    private readonly ConditionalWeakTable<Socket, List<string>> _early = [];

    public void OnJoined((string Room, Socket Socket) change)
    {
        var (room, socket) = change;
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

            // It may have been let in meanwhile.
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
            if (_namespace.RoomGate is { } gate && !(await gate.CheckAsync(socket, room, RoomAccess.History)).Allowed)
            {
                return;
            }

            await _namespace.Adapter.WhenJoinedAsync(room);
            if (TryBegin(room, socket))
            {
                await ReplayAsync(room, [socket]);
            }
        }
        catch (Exception exception)
        {
            Log.NotReplayed(_namespace.Server.Logger, exception, room, _namespace.Name);
        }
    }

    private async Task ReplayAsync(string room, List<Socket> sockets)
    {
        do
        {
            await _readings.WaitAsync();
            try
            {
                Send(await history.ReadAsync(room, last: history.Options.ReplayOnJoin), sockets);
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
        while (TryTakeNext(room, out sockets));
    }

    private void Send(RoomMessagePage page, List<Socket> sockets)
    {
        var packet = EventPacket.Create(_namespace, EventName, HistoryJson.Write(_namespace, page, withTruncated: false));
        foreach (var socket in sockets)
        {
            if (socket.IsIn(page.Room))
            {
                socket.Send(packet);
            }
        }
    }

    /// <returns>Whether nobody reads the room for others; otherwise the socket waits.</returns>
    private bool TryBegin(string room, Socket socket)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(room, out var waiting))
            {
                waiting.Add(socket);
                return false;
            }

            _waiting.Add(room, []);
            return true;
        }
    }

    private bool TryTakeNext(string room, out List<Socket> sockets)
    {
        lock (_gate)
        {
            sockets = _waiting[room];
            if (sockets.Count == 0)
            {
                _waiting.Remove(room);
                return false;
            }

            _waiting[room] = [];
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(154, LogLevel.Debug, "The history of room {Room} of namespace {Namespace} could not be sent to those who joined.")]
        public static partial void NotReplayed(ILogger logger, Exception exception, string room, string @namespace);
    }
}
