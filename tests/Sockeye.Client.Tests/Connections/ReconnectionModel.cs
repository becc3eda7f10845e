namespace Sockeye.Client.Tests.Connections;

/// <summary>What a client with two sockets has to do, as socket.io-client does it: a few lines for each thing that happens.</summary>
/// <param name="reconnects">Whether it connects again by itself.</param>
/// <param name="most">How often it tries.</param>
internal sealed class ReconnectionModel(bool reconnects, int most)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterLeaving = TimeSpan.FromMilliseconds(50);

    private int _attempts;
    private bool _isReconnecting;
    private DateTimeOffset? _attemptDue;
    private DateTimeOffset? _heartbeatDue;

    public DateTimeOffset Now { get; set; }

    public ModelSocket[] Sockets { get; } = [new(""), new("/b,")];

    /// <summary>How many attempts there were in all.</summary>
    public int Opened { get; private set; }

    /// <summary>Whether an attempt is under way.</summary>
    public bool IsOpening => _attemptDue is not null;

    /// <summary>Whether the connection is open.</summary>
    public bool IsOpen => _heartbeatDue is not null;

    /// <summary>Whether it waits for the next attempt.</summary>
    public ModelWait? Wait { get; private set; }

    /// <summary>What listeners of the client hear.</summary>
    public List<string> Events { get; } = [];

    /// <summary>What was sent on this connection.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>The waits of which the end is not known yet.</summary>
    public IEnumerable<ModelWait> Unknown => Waits.Where(static wait => wait.Due is null);

    /// <summary>When timers are due.</summary>
    public IEnumerable<DateTimeOffset> Due =>
        ((DateTimeOffset?[])[_attemptDue, _heartbeatDue, .. Waits.Select(static wait => wait.Due), .. Waiting.Select(static call => call.Due)]).OfType<DateTimeOffset>();

    private IEnumerable<ModelCall> Waiting => Sockets.SelectMany(static socket => socket.Calls).Where(static call => call.Outcome is null);

    private IEnumerable<ModelWait> Waits => ((ModelWait?[])[Wait, .. Sockets.Select(static socket => socket.AuthRetry)]).OfType<ModelWait>();

    public void Connect(ModelSocket socket)
    {
        if (socket.IsConnected)
        {
            return;
        }

        var wasActive = socket.IsActive;
        socket.IsActive = true;
        if (IsOpen)
        {
            if (!wasActive || (!socket.IsAsked && socket.AuthRetry is null))
            {
                Ask(socket);
            }
        }
        else if (!IsOpening && Wait is null)
        {
            Open();
        }
    }

    public ModelCall ConnectAndWait(ModelSocket socket)
    {
        var call = new ModelCall(Now + CallTimeout);
        socket.Calls.Add(call);
        if (socket.IsConnected)
        {
            call.End("connected");
        }

        Connect(socket);
        return call;
    }

    public void Cancel(ModelSocket socket, ModelCall call)
    {
        call.End("canceled");
        if (!socket.IsConnected && socket.Calls.TrueForAll(static other => other.Outcome is not null))
        {
            Disconnect(socket);
        }
    }

    public void Disconnect(ModelSocket socket)
    {
        Leave(socket);
        StopIfUnused();
    }

    public void DisconnectAll()
    {
        Array.ForEach(Sockets, Leave);
        StopIfUnused();
    }

    /// <summary>The session is open.</summary>
    public void Accept()
    {
        _attemptDue = null;
        _heartbeatDue = Now + Heartbeat;
        Events.Add("open");
        if (_isReconnecting)
        {
            Events.Add($"reconnect {_attempts}");
        }

        _isReconnecting = false;
        _attempts = 0;
        foreach (var socket in Sockets.Where(static socket => socket.IsActive))
        {
            Ask(socket);
        }
    }

    /// <summary>The attempt has failed, or the connection is lost.</summary>
    public void Lose(string reason)
    {
        var wasOpen = IsOpen;
        var wasReconnecting = _isReconnecting;
        Events.Add(wasOpen ? $"close {reason}" : "error");
        Forget();
        foreach (var socket in Sockets)
        {
            if (socket.IsActive)
            {
                socket.Events.Add(socket.IsConnected ? $"disconnect {reason}" : "connect_error lost");
            }

            socket.IsConnected = false;
        }

        if (reconnects && _attempts < most)
        {
            Wait = new ModelWait(Now, _attempts++);
            _isReconnecting = true;
        }
        else
        {
            if (reconnects)
            {
                Events.Add("reconnect_failed");
            }

            Array.ForEach(Sockets, static socket => socket.EndCalls("lost"));
            _isReconnecting = false;
            _attempts = 0;
        }

        if (!wasOpen && wasReconnecting)
        {
            Events.Add("reconnect_error");
        }
    }

    public void Welcome(ModelSocket socket)
    {
        if (Answer(socket))
        {
            socket.IsConnected = true;
            socket.AuthFailures = 0;
            socket.Events.Add("connect");
            socket.EndCalls("connected");
        }
    }

    public void RefuseSocket(ModelSocket socket)
    {
        if (Answer(socket, refused: true))
        {
            socket.IsActive = false;
            socket.AuthFailures = 0;
            socket.Events.Add("connect_error Refused");
            socket.EndCalls("Refused");
            StopIfUnused();
        }
    }

    public void Kick(ModelSocket socket)
    {
        socket.IsActive = false;
        socket.IsConnected = false;
        socket.Events.Add("disconnect io server disconnect");
        StopIfUnused();
    }

    public void Ping()
    {
        _heartbeatDue = Now + Heartbeat;
        Sent.Add("3");
        Events.Add("ping");
    }

    /// <summary>The time has come for all that is due.</summary>
    public void Elapse()
    {
        foreach (var call in Waiting.Where(call => call.Due <= Now).ToList())
        {
            call.End("Timeout");
        }

        foreach (var socket in Sockets.Where(socket => socket.AuthRetry?.Due <= Now))
        {
            Ask(socket);
        }

        if (_attemptDue <= Now)
        {
            Lose("transport error");
        }
        else if (_heartbeatDue <= Now)
        {
            Lose("ping timeout");
        }
        else if (Wait?.Due <= Now)
        {
            Events.Add($"reconnect_attempt {_attempts}");
            Open();
        }
    }

    private void Open()
    {
        Wait = null;
        Opened++;
        _attemptDue = Now + AttemptTimeout;
        Sent.Clear();
    }

    private void Ask(ModelSocket socket)
    {
        socket.AuthRetry = null;
        if (socket.IsAsked)
        {
            // Once it has answered: two requests at a time would be two sockets.
            return;
        }

        if (socket.LeftAt is { } left && left + AfterLeaving > Now)
        {
            // Node's server takes no goodbye and welcome in one go.
            socket.AuthRetry = new ModelWait(left + AfterLeaving);
            return;
        }

        if (!socket.AuthFails)
        {
            socket.IsAsked = true;
            Sent.Add($"40{socket.Prefix}");
            return;
        }

        socket.Events.Add("connect_error Authentication");
        if (reconnects && socket.AuthFailures < most)
        {
            socket.AuthRetry = new ModelWait(Now, socket.AuthFailures++);
        }
        else
        {
            socket.AuthFailures = 0;
            socket.EndCalls("Authentication");
        }
    }

    // Whether the answer is heard.
    private bool Answer(ModelSocket socket, bool refused = false)
    {
        socket.IsAsked = false;
        if (!socket.IsWithdrawn)
        {
            return true;
        }

        socket.IsWithdrawn = false;
        if (!refused)
        {
            socket.LeftAt = Now;
            Sent.Add($"41{socket.Prefix}");
        }

        if (socket.IsActive)
        {
            Ask(socket);
        }

        return false;
    }

    private void Leave(ModelSocket socket)
    {
        if (socket.IsConnected)
        {
            socket.LeftAt = Now;
            Sent.Add($"41{socket.Prefix}");
            socket.Events.Add("disconnect io client disconnect");
        }

        socket.IsConnected = false;
        socket.IsActive = false;
        socket.IsWithdrawn = socket.IsAsked;
        socket.AuthFailures = 0;
        socket.AuthRetry = null;
        socket.EndCalls("Disconnected");
    }

    private void StopIfUnused()
    {
        if (Array.Exists(Sockets, static socket => socket.IsActive))
        {
            return;
        }

        if (IsOpen)
        {
            Events.Add("close forced close");
        }

        Forget();
        _attempts = 0;
        _isReconnecting = false;
    }

    private void Forget()
    {
        _attemptDue = null;
        _heartbeatDue = null;
        Wait = null;
        foreach (var socket in Sockets)
        {
            socket.IsAsked = false;
            socket.IsWithdrawn = false;
            socket.LeftAt = null;
            socket.AuthRetry = null;
        }
    }
}
