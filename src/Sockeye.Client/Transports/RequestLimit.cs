namespace Sockeye.Client.Transports;

/// <summary>Ends one request when its transport ends, or when <see cref="SocketIOClientOptions.RequestTimeout"/> has passed.</summary>
internal sealed class RequestLimit : IDisposable
{
    private readonly CancellationTokenSource? _timeout;
    private readonly CancellationTokenSource? _both;

    public RequestLimit(SocketIOClientOptions options, CancellationToken stopping)
    {
        Token = stopping;
        if (options.RequestTimeout is { } timeout)
        {
            _timeout = new CancellationTokenSource(EngineTimer.Limit(timeout), options.TimeProvider);
            _both = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, stopping);
            Token = _both.Token;
        }
    }

    public CancellationToken Token { get; }

    public void Dispose()
    {
        _both?.Dispose();
        _timeout?.Dispose();
    }
}
