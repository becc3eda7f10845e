namespace Sockeye.Client.Tests.Connections;

/// <summary>A client on a network and a clock of its own, and the model beside it. Each step is done to both, and then both have to be in the same state.</summary>
internal sealed class ReconnectionWorld
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();
    private readonly ReconnectionModel _model;
    private readonly SocketIOClient _client;
    private readonly ClientSocket[] _sockets;
    private readonly List<(ModelSocket Socket, ModelCall Call, Task Task, CancellationTokenSource Cancel)> _calls = [];
    private readonly List<string>[] _heard = [[], [], []];
    private readonly List<string> _sent = [];
    private readonly List<string> _trace = [];
    private FakeAttempt? _attempt;
    private bool _isMute;

    public ReconnectionWorld(bool reconnects, int? most)
    {
        _model = new ReconnectionModel(reconnects, most ?? int.MaxValue) { Now = _clock.GetUtcNow() };
        _client = _network.CreateClient(_clock, options =>
        {
            options.Reconnection = reconnects;
            options.ReconnectionAttempts = most;
        });
        _sockets = [_client.Of("/"), _client.Of("/b")];
        _sockets[1].AuthFactory = _ => _model.Sockets[1].AuthFails ? throw new InvalidOperationException("no token") : new(new { token = "t" });
        ListenToClient(_heard[2]);
        for (var i = 0; i < 2; i++)
        {
            ListenTo(_sockets[i], _heard[i]);
        }
    }

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            _trace.Add(step.ToString());
            await AdvanceAsync(TimeSpan.FromMilliseconds(1));
            Do(step);
            await SettleAsync();
        }

        await EndAsync();
    }

    private void ListenToClient(List<string> heard)
    {
        _client.OnOpen(() => Hear(heard, "open"));
        _client.OnClose(reason => Hear(heard, $"close {reason}"));
        _client.OnError(_ => Hear(heard, "error"));
        _client.OnPing(() => Hear(heard, "ping"));
        _client.OnReconnectAttempt(attempt => Hear(heard, $"reconnect_attempt {attempt}"));
        _client.OnReconnect(attempt => Hear(heard, $"reconnect {attempt}"));
        _client.OnReconnectError(_ => Hear(heard, "reconnect_error"));
        _client.OnReconnectFailed(() => Hear(heard, "reconnect_failed"));
    }

    private static void ListenTo(ClientSocket socket, List<string> heard)
    {
        socket.OnConnect(() => Hear(heard, "connect"));
        socket.OnDisconnect(reason => Hear(heard, $"disconnect {reason}"));
        socket.OnConnectError(error => Hear(heard, $"connect_error {KindOf(error)}"));
    }

    private static void Hear(List<string> heard, string what)
    {
        lock (heard)
        {
            heard.Add(what);
        }
    }

    private void Do(Step step)
    {
        var socket = _sockets[step.Socket];
        var model = _model.Sockets[step.Socket];
        switch (step.Kind)
        {
            case StepKind.Connect:
                _model.Connect(model);
                socket.Connect();
                break;
            case StepKind.ConnectAndWait:
                var cancel = new CancellationTokenSource();
                _calls.Add((model, _model.ConnectAndWait(model), socket.ConnectAsync(cancel.Token), cancel));
                break;
            case StepKind.Cancel when _calls.FindLast(call => call.Socket == model && call.Call.Outcome is null) is { Task: not null } call:
                _model.Cancel(model, call.Call);
                call.Cancel.Cancel();
                break;
            case StepKind.Disconnect:
                _model.Disconnect(model);
                socket.Disconnect();
                break;
            case StepKind.DisconnectAll:
                _model.DisconnectAll();
                _ = _client.DisconnectAsync();
                break;
            case StepKind.Abort when _model.IsOpening || _model.IsOpen:
                _model.Lose("transport close");
                _client.Abort();
                break;
            case StepKind.TurnAuth:
                _model.Sockets[1].AuthFails = !_model.Sockets[1].AuthFails;
                break;
            case StepKind.Elapse:
                break;
            default:
                DoOnServer(step.Kind, model);
                break;
        }
    }

    private void DoOnServer(StepKind kind, ModelSocket socket)
    {
        switch (kind)
        {
            case StepKind.Accept when _model.IsOpening:
                _model.Accept();
                _attempt!.Accept();
                break;
            case StepKind.AcceptMute when _model.IsOpening && !_isMute:
                _isMute = true;
                _attempt!.Accept(handshake: false);
                break;
            case StepKind.Refuse when _model.IsOpening && !_isMute:
                _model.Lose("");
                _attempt!.Refuse();
                break;
            case StepKind.Cut when _model.IsOpen || (_model.IsOpening && _isMute):
                _model.Lose("transport close");
                _attempt!.Socket.Cut();
                break;
            case StepKind.Welcome when socket.IsAsked:
                _model.Welcome(socket);
                _attempt!.Socket.Send($$"""40{{socket.Prefix}}{"sid":"id"}""");
                break;
            case StepKind.RefuseSocket when socket.IsAsked:
                _model.RefuseSocket(socket);
                _attempt!.Socket.Send($$"""44{{socket.Prefix}}{"message":"no"}""");
                break;
            case StepKind.Kick when socket.IsConnected:
                _model.Kick(socket);
                _attempt!.Socket.Send($"41{socket.Prefix}");
                break;
            case StepKind.Ping when _model.IsOpen:
                _model.Ping();
                _attempt!.Socket.Send("2");
                break;
        }
    }

    private async Task AdvanceAsync(TimeSpan least)
    {
        var until = _trace[^1].StartsWith("Elapse", StringComparison.Ordinal) ? _model.Due.DefaultIfEmpty(_model.Now + TimeSpan.FromHours(1)).Min() : _model.Now + least;
        while (_model.Now < until)
        {
            var next = _model.Due.Append(until).Min();
            _model.Now = next;
            _model.Elapse();
            _clock.Advance(next - _clock.GetUtcNow());
            await SettleAsync();
        }
    }

    private async Task EndAsync()
    {
        _trace.Add("Dispose");
        _model.DisconnectAll();
        await _client.DisposeAsync().Within();
        await SettleAsync();
        Assert.All(_calls, static call => Assert.True(call.Task.IsCompleted));
        Assert.Empty(_network.Live);
        Assert.Empty(_clock.Due);
        Assert.All(_sockets, static socket => Assert.Throws<ObjectDisposedException>(socket.Connect));
        _clock.Advance(TimeSpan.FromHours(1));
        await SettleAsync();
        foreach (var heard in _heard[..2])
        {
            // The two alternate.
            var order = heard.Where(static what => !what.StartsWith("connect_error", StringComparison.Ordinal)).Select(static what => what[0]).ToList();
            Assert.Equal(order.Select(static (_, i) => i % 2 == 0 ? 'c' : 'd'), order);
        }
    }

    // What a step sets off ends on other threads: it is waited for until all is as the model says. What comes too much is seen in the next step.
    private async Task SettleAsync()
    {
        var end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        while (FindDifference() is { } difference)
        {
            Assert.True(Environment.TickCount64 < end, $"{difference}\nafter {string.Join(", ", _trace)}");
            await Task.Delay(1);
        }
    }

    private string? FindDifference()
    {
        var live = _network.Live;
        if (live.Count == 1 && live[0] != _attempt)
        {
            _attempt = live[0];
            _isMute = false;
            _sent.Clear();
        }

        while (_attempt?.Socket.SentCount > 0)
        {
            // Without the auth.
            _sent.Add(_attempt.Socket.NextAsync().Result.Split('{')[0]);
        }

        return Compare("attempts", _model.Opened, _network.Count)
            ?? Compare("connections", _model.IsOpen || _model.IsOpening ? 1 : 0, live.Count)
            ?? Compare("open", _model.IsOpen, _client.IsOpen)
            ?? (_model.IsOpen ? CompareAll("sent", _model.Sent.Order(), _sent.Order()) : null)
            ?? CompareAll("client", _model.Events, Copy(_heard[2]))
            ?? CompareSocket(0)
            ?? CompareSocket(1)
            ?? CompareAll("calls", _calls.Select(static call => call.Call.Outcome ?? "waits"), _calls.Select(static call => OutcomeOf(call.Task)))
            ?? CompareTimers();
    }

    private string? CompareSocket(int i) =>
        CompareAll($"socket {i}", _model.Sockets[i].Events, Copy(_heard[i]))
        ?? Compare($"active {i}", _model.Sockets[i].IsActive, _sockets[i].Active)
        ?? Compare($"connected {i}", _model.Sockets[i].IsConnected, _sockets[i].Connected);

    // Those of which the end is known are armed to the moment; of a wait that has begun the end is learned, if it is within the bounds.
    private string? CompareTimers()
    {
        var armed = _clock.Due;
        foreach (var due in _model.Due)
        {
            if (!armed.Remove(due))
            {
                return $"timers: none at {due:O}";
            }
        }

        var unknown = _model.Unknown.ToList();
        if (armed.Count != unknown.Count || unknown.Count > 1)
        {
            return $"timers: {armed.Count} armed beside the known ones, not {unknown.Count}: {string.Join(", ", armed)}";
        }

        foreach (var wait in unknown)
        {
            if (armed[0] < wait.Earliest || armed[0] > wait.Latest)
            {
                return $"timers: a wait until {armed[0]:O}, not from {wait.Earliest:O} to {wait.Latest:O}";
            }

            wait.Due = armed[0];
        }

        return null;
    }

    private static List<string> Copy(List<string> heard)
    {
        lock (heard)
        {
            return [.. heard];
        }
    }

    private static string? Compare<T>(string what, T expected, T actual) => Equals(expected, actual) ? null : $"{what}: expected {expected}, is {actual}";

    private static string? CompareAll(string what, IEnumerable<string> expected, IEnumerable<string> actual) => Compare(what, string.Join(", ", expected), string.Join(", ", actual));

    private static string OutcomeOf(Task task) => task.Status switch
    {
        TaskStatus.RanToCompletion => "connected",
        TaskStatus.Canceled => "canceled",
        TaskStatus.Faulted => KindOf((ConnectException)task.Exception!.InnerException!),
        _ => "waits",
    };

    private static string KindOf(ConnectException exception) => exception.Kind switch
    {
        ConnectErrorKind.Refused or ConnectErrorKind.Authentication => exception.Kind.ToString(),
        ConnectErrorKind.Timeout or ConnectErrorKind.Disconnected when exception.Message.Contains("socket of", StringComparison.Ordinal) => exception.Kind.ToString(),
        _ => "lost",
    };
}
