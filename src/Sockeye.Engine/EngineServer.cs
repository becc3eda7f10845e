using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Timing;

namespace Sockeye.Engine;

/// <summary>An Engine.IO server: the sessions of one endpoint, over long-polling and WebSocket.</summary>
public sealed class EngineServer : IAsyncDisposable
{
    /// <summary>Makes a server.</summary>
    /// <param name="options">Validated here; an invalid value throws <see cref="ArgumentException"/>.</param>
    /// <param name="onSession">Called for each new session, before the client hears of it; gives what listens to it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs to.</param>
    public EngineServer(EngineOptions options, Func<EngineSession, IEngineSessionHandler> onSession, TimeProvider time, ILoggerFactory loggers) =>
        throw new NotImplementedException();

    /// <summary>The options, not to be changed any more.</summary>
    public EngineOptions Options => throw new NotImplementedException();

    /// <summary>The wheel that serves all time-outs of this server.</summary>
    public TimerWheel Timers => throw new NotImplementedException();

    /// <summary>How many sessions are alive.</summary>
    public int ClientsCount => throw new NotImplementedException();

    /// <summary>Raised for each request that is refused (the reference's <c>connection_error</c>).</summary>
    public event Action<ConnectionError>? ConnectionRefused { add => throw new NotImplementedException(); remove => throw new NotImplementedException(); }

    /// <summary>Serves one HTTP request: handshake, poll, post or WebSocket.</summary>
    public Task HandleRequestAsync(HttpContext context) => throw new NotImplementedException();

    /// <summary>
    /// Refuses new sessions, then ends those that are alive: queues are written, clients are told (a close packet to a poll,
    /// a close frame to a WebSocket). Completes when all are gone, at the latest when the token fires. Idempotent.
    /// </summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
