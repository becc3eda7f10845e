using System.Runtime.CompilerServices;
using Sockeye.Streams;

namespace Sockeye.Handlers;

/// <summary>The running streams of one client. Most sockets never have a stream, and nothing is kept for them.</summary>
internal sealed class SocketStreams
{
    private const int IdLength = 8;

    private static readonly ConditionalWeakTable<Socket, SocketStreams> All = [];

    private readonly Dictionary<string, EventStream> _running = [];
    private readonly Socket _socket;
    private bool _isListening;

    private SocketStreams(Socket socket) => _socket = socket;

    public static SocketStreams Of(Socket socket) => All.GetValue(socket, static socket => new SocketStreams(socket));

    /// <summary>Gives a stream its id.</summary>
    /// <exception cref="EventRefusedException">The client has as many streams as it may have.</exception>
    public void Add(EventStream stream)
    {
        lock (_running)
        {
            if (_running.Count >= _socket.Namespace.Server.Options.MaxStreamsPerSocket)
            {
                throw new EventRefusedException("Too many streams", new Dictionary<string, string> { ["code"] = "E_TOO_MANY" });
            }

            // The ids are random and not numbers: a client that cancels a stream of its former connection must not hit one of this
            // connection.
            do
            {
                stream.Id = SocketIOServer.NewSocketId()[..IdLength];
            }
            while (!_running.TryAdd(stream.Id, stream));

            // This comes before the client knows an id.
            if (!_isListening)
            {
                _isListening = true;
                Listen(StreamEvents.Cancel, static stream => stream.Cancel());
                Listen(StreamEvents.Pause, static stream => stream.Pause());
                Listen(StreamEvents.Resume, static stream => stream.Resume());
            }
        }
    }

    public void Remove(EventStream stream)
    {
        lock (_running)
        {
            _running.Remove(stream.Id);
        }
    }

    private void Listen(string eventName, Action<EventStream> act) => _socket.AddListener(eventName, new CallListener(
        (ref EventCall call) =>
        {
            var id = call.Required<string>("id");
            call.Ready();
            if (Find(id) is { } stream)
            {
                act(stream);
            }

            return call.Complete();
        },
        "string",
        stays: true));

    private EventStream? Find(string id)
    {
        lock (_running)
        {
            return _running.GetValueOrDefault(id);
        }
    }
}
