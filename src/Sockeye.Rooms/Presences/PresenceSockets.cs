namespace Sockeye.Presences;

/// <summary>
/// The sockets of this server in rooms with presence, and the members that they belong to. If a function of the application fails here, the
/// socket stays in the room, and the other members are not affected.
/// </summary>
internal sealed class PresenceSockets : IRoomObserver
{
    private readonly Namespace _namespace;
    private readonly PresenceOptions _options;
    private readonly PresenceReplica _replica;
    private readonly PresenceNews _news;
    private readonly LingeringMembers _lingering;
    private readonly Action _publish;
    private readonly byte[] _initialState;

    // Sockets that a middleware has added to a room but that are not connected yet. Later middlewares may still refuse them.
    private readonly Dictionary<Socket, HashSet<string>> _early = [];

    public PresenceSockets(Namespace ns, PresenceOptions options, StateRule states, PresenceReplica replica, PresenceNews news, Action publish)
    {
        _namespace = ns;
        _options = options;
        _replica = replica;
        _news = news;
        _publish = publish;
        try
        {
            _initialState = states.Accept(PresenceJson.Of(ns.Server.Serializer, options.InitialState));
        }
        catch (EventRefusedException refusal)
        {
            throw new ArgumentException($"The initial state is refused: {refusal.Message}.", nameof(options), refusal);
        }

        _lingering = new LingeringMembers(ns, options.GracePeriod, Expire);
        ns.AddRoomObserver(this);
    }

    /// <summary>The member that a socket belongs to in a room; <see langword="null"/> if it is not in the room, or is not shown.</summary>
    public string? IdOf(Socket socket, string room)
    {
        lock (_replica.Gate)
        {
            return _news.Audience.IdOf(socket, room);
        }
    }

    /// <summary>Called when a socket has connected, with the rooms that middlewares have added it to.</summary>
    public void OnConnected(Socket socket)
    {
        string[] rooms;
        lock (_replica.Gate)
        {
            rooms = _early.TryGetValue(socket, out var early) ? [.. early] : [];
        }

        foreach (var room in rooms)
        {
            Enter(socket, room, isEarly: true);
        }
    }

    /// <summary>Checks again whether a socket may see the members of a room.</summary>
    public Task RecheckAsync(Socket socket, string room)
    {
        lock (_replica.Gate)
        {
            if (!_news.Audience.Has(socket, room))
            {
                return Task.CompletedTask;
            }
        }

        return _namespace.RoomGate is { } gate ? AdmitAsync(gate, socket, room) : Task.CompletedTask;
    }

    public void Close()
    {
        _namespace.RemoveRoomObserver(this);
        _lingering.Close();
    }

    public void OnJoined(string room, Socket socket)
    {
        if (room == socket.Id || room.Length > PresenceFormat.MaxNameLength || !Ask(static (options, name) => options.Includes(name), room))
        {
            return;
        }

        if (socket.Connected)
        {
            Enter(socket, room, isEarly: false);
            return;
        }

        lock (_replica.Gate)
        {
            if (!_early.TryGetValue(socket, out var early))
            {
                _early.Add(socket, early = new HashSet<string>(StringComparer.Ordinal));
            }

            early.Add(room);
        }

        // The socket may have connected meanwhile.
        if (socket.Connected)
        {
            OnConnected(socket);
        }
    }

    private void Enter(Socket socket, string room, bool isEarly)
    {
        var id = Ask(static (options, who) => options.Identify(who), socket) is { Length: <= PresenceFormat.MaxNameLength } known ? known : null;
        var info = id is null ? null : Ask(Describe, socket);
        var gate = _namespace.RoomGate;
        lock (_replica.Gate)
        {
            if (isEarly && !RemoveEarly(socket, room))
            {
                return;
            }

            _news.Audience.Add(socket, room, id);
            if (gate is null)
            {
                // First what was reported so far, then the news, which include the socket itself.
                _news.Welcome(socket, room);
            }

            if (id is not null)
            {
                _replica.Enter(room, id, socket.Id, _initialState, info);
            }
        }

        _publish();
        if (gate is not null)
        {
            _ = AdmitAsync(gate, socket, room);
        }
    }

    private async Task AdmitAsync(IRoomGate gate, Socket socket, string room)
    {
        try
        {
            bool maySee;
            long revision;
            do
            {
                // If a permission is withdrawn meanwhile, it is checked again.
                revision = gate.Revision;
                maySee = (await gate.CheckAsync(socket, room, RoomAccess.Presence)).Allowed;
            }
            while (revision != gate.Revision);

            lock (_replica.Gate)
            {
                if (maySee)
                {
                    _news.Welcome(socket, room);
                }
                else
                {
                    _news.Audience.SetSees(socket, room, false);
                }
            }

            _news.Tell();
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("presence", exception);
        }
    }

    public void OnLeft(string room, Socket socket)
    {
        lock (_replica.Gate)
        {
            RemoveEarly(socket, room);
            if (_news.Audience.Remove(socket, room) is not { } id)
            {
                return;
            }

            if (!_replica.Exit(room, id, socket.Id))
            {
                // Other connections of the member stay.
            }
            else if (!socket.HasLeft)
            {
                _replica.Leave(room, id);
            }
            else if (_lingering.TryAdd(room, id) is { } deadline)
            {
                _replica.Linger(room, id, deadline);
            }
            else
            {
                _replica.Remove(room, id);
            }
        }

        _publish();
    }

    private void Expire(IReadOnlyList<(string Room, string Id)> members, long now)
    {
        lock (_replica.Gate)
        {
            foreach (var (room, id) in members)
            {
                _replica.Expire(room, id, now);
            }
        }

        _publish();
    }

    private bool RemoveEarly(Socket socket, string room)
    {
        if (!_early.TryGetValue(socket, out var early) || !early.Remove(room))
        {
            return false;
        }

        if (early.Count == 0)
        {
            _early.Remove(socket);
        }

        return true;
    }

    private byte[]? Describe(PresenceOptions options, Socket socket)
    {
        if (options.Describe?.Invoke(socket) is not { } described)
        {
            return null;
        }

        var info = PresenceJson.Of(_namespace.Server.Serializer, described);
        return PresenceJson.IsAllowed(info, options.MaxInfoBytes)
            ? info
            : throw new InvalidOperationException($"The description of a member has more than {options.MaxInfoBytes} bytes of JSON, or is nested too deeply. It is left out.");
    }

    private TResult? Ask<T, TResult>(Func<PresenceOptions, T, TResult> question, T argument)
    {
        try
        {
            return question(_options, argument);
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("presence", exception);
            return default;
        }
    }
}
