using System.Threading.Channels;

namespace Sockeye.Client.Sockets;

/// <summary>One stream of the server, with the items that have arrived and were not taken yet.</summary>
internal sealed class ClientStream(ClientStreams streams, string id) : IDisposable
{
    private const int Many = 256;
    private const int Few = 64;

    // This is more than what can be on its way when the server gets the request to pause.
    private const int Most = 65_536;

    private readonly Channel<EventArguments> _items = Channel.CreateUnbounded<EventArguments>(new UnboundedChannelOptions { SingleReader = true });
    private int _waiting;
    private int _flow;
    private int _isClosed;

    public string Id => id;

    /// <summary>Whether the caller that asked for the stream has it. Changed under the lock of the streams.</summary>
    public bool IsClaimed { get; set; }

    /// <summary>Whether no more items arrive.</summary>
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
            End(new InvalidOperationException($"More than {Most} items of a stream wait to be read, although the server was asked to pause."));
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

    /// <summary>Gets the next item; <see langword="null"/> at the end.</summary>
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

    // The pause is sent before the state here is "paused", and the resume before the state is "running". So the server never gets them in
    // the wrong order. The thread that pauses looks after that at how many items wait, and the thread that takes an item looks after that
    // at the state. If all items are taken while the pause is being sent, one of the two sees it.
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

    /// <summary>Cancels the stream, because it is not read any more.</summary>
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
