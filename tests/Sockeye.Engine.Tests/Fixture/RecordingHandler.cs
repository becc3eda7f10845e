using System.Text;
using System.Threading.Channels;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>Keeps what a session said.</summary>
internal sealed class RecordingHandler(EngineSession session) : IEngineSessionHandler
{
    private readonly Channel<(byte[] Data, bool IsBinary)> _messages = Channel.CreateUnbounded<(byte[], bool)>();
    private readonly TaskCompletionSource<(EngineCloseReason Reason, string? Description)> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _closedCount;
    private int _active;

    public EngineSession Session => session;

    public bool Echo { get; set; }

    public Func<string, ValueTask>? OnText { get; set; }

    public Action? OnEnd { get; set; }

    public Task<(EngineCloseReason Reason, string? Description)> Closed => _closed.Task;

    public int ClosedCount => Volatile.Read(ref _closedCount);

    /// <summary>Whether two calls were ever made at a time, or one after the end.</summary>
    public bool BrokeContract { get; private set; }

    public async Task<string> NextTextAsync() => Encoding.UTF8.GetString((await _messages.Reader.ReadAsync().Within()).Data);

    public async Task<byte[]> NextBinaryAsync()
    {
        (byte[] data, bool isBinary) = await _messages.Reader.ReadAsync().Within();
        Assert.True(isBinary);
        return data;
    }

    public bool HasMessage => _messages.Reader.TryPeek(out _);

    public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
    {
        Enter();
        try
        {
            _messages.Writer.TryWrite((data.ToArray(), isBinary));
            if (Echo)
            {
                session.Send(isBinary ? EncodedPacket.FromBinary(data) : EncodedPacket.FromText(data));
            }

            return OnText is { } onText && !isBinary ? onText(Encoding.UTF8.GetString(data)) : default;
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    public void OnClosed(EngineCloseReason reason, string? description)
    {
        Enter();
        Interlocked.Increment(ref _closedCount);
        OnEnd?.Invoke();
        _closed.TrySetResult((reason, description));
        Interlocked.Decrement(ref _active);
    }

    private void Enter() => BrokeContract |= Interlocked.Increment(ref _active) != 1 || ClosedCount > 0;
}
