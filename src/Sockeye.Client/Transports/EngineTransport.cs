using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Client.Transports;

/// <summary>
/// What carries the packets of a connection. It tells the connection what comes and how it fails, and knows nothing of the session: heartbeat, upgrade and close are the connection's.
/// None of its methods throws.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of the token has no timer and no handle.")]
internal abstract class EngineTransport(EngineConnection connection, HttpConnections http)
{
    private readonly CancellationTokenSource _stopping = new();

    public abstract ClientTransport Kind { get; }

    public string Name => Kind == ClientTransport.Polling ? "polling" : "websocket";

    /// <summary>Comes when the last call of <see cref="RunAsync"/> has ended.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    protected EngineConnection Connection { get; } = connection;

    /// <summary>The HTTP of this transport alone.</summary>
    protected HttpConnections Http { get; } = http;

    /// <summary>Cancelled as soon as the transport is of no use any more.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    protected bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Opens, and reads until the transport ends or the connection says that it is enough.</summary>
    public abstract Task RunAsync();

    /// <summary>Hands packets to the network, one call at a time. If that fails, the connection hears of it.</summary>
    public abstract Task WriteAsync(ReadOnlyMemory<OutgoingPacket> packets);

    /// <summary>
    /// Makes it read on until the server has said goodbye too, whatever the connection says to what comes. Called in the step that closes the connection, before <see cref="SayGoodbyeAsync"/>: a reader that finds the
    /// connection closed knows it already.
    /// </summary>
    public virtual void ReadToEnd()
    {
    }

    /// <summary>Says goodbye to the server. The caller limits the time, by <see cref="StopAsync"/>.</summary>
    public abstract Task SayGoodbyeAsync();

    /// <summary>Ends whatever is under way, at once.</summary>
    public virtual async Task StopAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            Http.Close();
        }
    }
}
