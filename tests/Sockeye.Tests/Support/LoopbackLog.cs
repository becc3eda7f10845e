using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Support;

/// <summary>A backend within this process that keeps events and sessions, so that connections can be recovered across servers. It may be down, and it may hold back what it has taken.</summary>
internal sealed class LoopbackLog
{
    private readonly Lock _gate = new();
    private readonly List<ClusterMessage> _entries = [];
    private readonly List<LogAdapter> _adapters = [];
    private int _shown;
    private bool _holds;

    /// <summary>Whether nothing can be sent or asked.</summary>
    public bool IsDown { get; set; }

    /// <summary>The sessions that wait for their clients.</summary>
    public Dictionary<string, ClusterSession> Sessions { get; } = [];

    /// <summary>Called when it was asked what was missed, with the answer made and not given yet.</summary>
    public Func<Task> Answering { get; set; } = static () => Task.CompletedTask;

    /// <summary>Whether the servers read nothing for now.</summary>
    public bool Holds
    {
        get => _holds;
        set
        {
            lock (_gate)
            {
                _holds = value;
                Show();
            }
        }
    }

    public Action<IServiceCollection> Services => services => services.AddSocketIO().UseAdapter((_, ns) => new LogAdapter(this, ns));

    /// <summary>Starts a server with recovery.</summary>
    public Task<TestServer> StartAsync(Action<SocketIOServer>? io = null, Action<RecoveryOptions>? options = null) => TestServer.StartAsync(
        io,
        server =>
        {
            server.ConnectionStateRecovery = new RecoveryOptions();
            options?.Invoke(server.ConnectionStateRecovery);
        },
        Services,
        fakeTime: true);

    /// <summary>An event of another server.</summary>
    public void Add(string json, params string[] rooms) => Add(new ClusterMessage(ClusterMessageType.Broadcast)
    {
        ServerId = "another",
        Namespace = "/",
        Payload = new ClusterPayload(System.Text.Encoding.UTF8.GetBytes(json), []),
        Options = new BroadcastOptions { Rooms = rooms },
    });

    private static string Name(int position) => position.ToString(CultureInfo.InvariantCulture);

    private static int Number(string position) => int.Parse(position, CultureInfo.InvariantCulture);

    private void Add(ClusterMessage message)
    {
        lock (_gate)
        {
            _entries.Add(message);
            Show();
        }
    }

    private void Show()
    {
        for (; !_holds && _shown < _entries.Count; _shown++)
        {
            foreach (var adapter in _adapters)
            {
                adapter.Show(_entries[_shown], _shown + 1);
            }
        }
    }

    private sealed class LogAdapter : ClusterAdapter, IClusterEventLog
    {
        private readonly LoopbackLog _log;
        private readonly Channel<(ClusterMessage Message, int Position)> _unread = Channel.CreateUnbounded<(ClusterMessage, int)>();
        private int _position;

        public LogAdapter(LoopbackLog log, Namespace ns)
            : base(ns, new Options())
        {
            _log = log;
        }

        public string? Position => Name(Volatile.Read(ref _position));

        protected internal override IClusterEventLog? EventLog => this;

        public void Show(ClusterMessage message, int position) => Assert.True(_unread.Writer.TryWrite((message, position)));

        public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Task.FromResult(_log._adapters.Count(adapter => adapter.Namespace.Name == Namespace.Name));

        public override ValueTask DisposeAsync()
        {
            _unread.Writer.TryComplete();
            return base.DisposeAsync();
        }

        public bool IsPosition(string offset) => int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out _);

        public int Compare(string left, string right) => Number(left).CompareTo(Number(right));

        public ValueTask SaveSessionAsync(ClusterSession session, TimeSpan lifetime)
        {
            lock (_log._gate)
            {
                ThrowIfDown();
                _log.Sessions[session.PrivateId] = session;
                return default;
            }
        }

        public ValueTask<ClusterSession?> TakeSessionAsync(string privateId)
        {
            lock (_log._gate)
            {
                ThrowIfDown();
                return new(_log.Sessions.Remove(privateId, out var session) ? session : null);
            }
        }

        public async ValueTask<LoggedEvents?> ReadAfterAsync(string offset, int maxEvents)
        {
            var answer = Read(offset, maxEvents);
            await _log.Answering();
            return answer;
        }

        private LoggedEvents? Read(string offset, int maxEvents)
        {
            lock (_log._gate)
            {
                ThrowIfDown();
                var first = Number(offset);
                var events = _log._entries.Select(static (message, index) => new LoggedEvent(Name(index + 1), message)).Skip(first)
                    .Where(e => e.Message.Namespace == Namespace.Name).ToList();
                return events.Count > maxEvents ? null : new LoggedEvents(events, Name(_log._entries.Count));
            }
        }

        protected internal override void Start()
        {
            lock (_log._gate)
            {
                _position = _log._shown;
                _log._adapters.Add(this);
            }

            _ = ReadAsync();
        }

        protected override ValueTask PublishAsync(ClusterMessage message)
        {
            ThrowIfDown();
            if (message.Type == ClusterMessageType.Broadcast)
            {
                _log.Add(message with { Payload = message.Payload with { Json = message.Payload.Json.ToArray() } });
            }

            return default;
        }

        protected override ValueTask RespondAsync(string requester, ClusterMessage response) => default;

        private async Task ReadAsync()
        {
            await foreach (var (message, position) in _unread.Reader.ReadAllAsync())
            {
                if (message.Namespace == Namespace.Name)
                {
                    Receive(message, Name(position));
                }

                Volatile.Write(ref _position, position);
            }
        }

        private void ThrowIfDown()
        {
            if (_log.IsDown)
            {
                throw new InvalidOperationException("down");
            }
        }

        private sealed class Options : ClusterAdapterOptions;
    }
}
