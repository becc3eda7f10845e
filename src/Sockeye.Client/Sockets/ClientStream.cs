using System.Threading.Channels;

namespace Sockeye.Client.Sockets;

/// <summary>One stream of the server: what has come, and was not taken yet.</summary>
internal sealed class ClientStream(ClientStreams streams, string id) : IDisposable
{
    private const int Many = 256;
    private const int Few = 64;

    // What is on its way when the server hears of the pause is no fault of anybody. This is more.
    private const int Most = 65_536;

    private readonly Channel<EventArguments> _items = Channel.CreateUnbounded<EventArguments>(new UnboundedChannelOptions { SingleReader = true });
    private int _waiting;
    private int _flow;
    private int _isClosed;

    public string Id => id;

    /// <summary>Whether the one who has asked for it knows of it. Changed under the lock of the streams.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>Whether nothing more comes.</summary>
    public bool HasEnded { get; private set; }

    public void Add(EventArguments item)
    {
        if (Volatile.Read(ref _isClosed) != 0 || !_items.Writer.TryWrite(item))
        {
            return;
        }

        var waiting = Interlocked.Increment(ref _waiting);
        if (waiting > Most)
        {
            End(new InvalidOperationException($"More than {Most} items of a stream wait to be taken, though the server was asked to pause."));
            streams.Cancel(this);
        }
        else if (waiting >= Many && Interlocked.CompareExchange(ref _flow, Flow.Pausing, Flow.Running) == Flow.Running)
        {
            var flow = Flow.Running;
            try
            {
                streams.Pause(this);
                flow = Flow.Paused;
            }
            finally
            {
                Interlocked.Exchange(ref _flow, flow);
            }

            ResumeIfFew(Volatile.Read(ref _waiting));
        }
    }

    public void End(Exception? failure)
    {
        HasEnded = true;
        _items.Writer.TryComplete(failure);
    }

    /// <summary>The next item; nothing at the end.</summary>
    public async ValueTask<EventArguments?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        _items.Reader.TryRead(out var item);
        ResumeIfFew(Interlocked.Decrement(ref _waiting));
        return item;
    }

    // A pause is sent before the stream is paused here, and a resume before it runs: so the server never hears of them the other way round. Who pauses looks at what waits after that, and who takes an item
    // looks at the flow after that: if all is taken while the pause is being sent, one of the two sees it.
    private void ResumeIfFew(int waiting)
    {
        if (waiting <= Few && Interlocked.CompareExchange(ref _flow, Flow.Resuming, Flow.Paused) == Flow.Paused)
        {
            var flow = Flow.Paused;
            try
            {
                streams.Resume(this);
                flow = Flow.Running;
            }
            finally
            {
                Interlocked.Exchange(ref _flow, flow);
            }
        }
    }

    /// <summary>Nobody reads it any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0 && _items.Writer.TryComplete())
        {
            streams.Cancel(this);
        }
    }

    private static class Flow
    {
        public const int Running = 0;
        public const int Pausing = 1;
        public const int Paused = 2;
        public const int Resuming = 3;
    }
}
