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
    private int _isPaused;
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
        else if (waiting >= Many && Interlocked.Exchange(ref _isPaused, 1) == 0)
        {
            streams.Pause(this);
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
        if (Interlocked.Decrement(ref _waiting) <= Few && Interlocked.Exchange(ref _isPaused, 0) != 0)
        {
            streams.Resume(this);
        }

        return item;
    }

    /// <summary>Nobody reads it any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0 && _items.Writer.TryComplete())
        {
            streams.Cancel(this);
        }
    }
}
