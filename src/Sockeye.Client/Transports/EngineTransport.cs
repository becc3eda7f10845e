using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Client.Transports;

/// <summary>
/// Carries the packets of a connection. It reports to the connection what arrives and how it fails. It knows nothing of the session:
/// heartbeat, upgrade and close belong to the connection. None of its methods throws.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of the token has no timer and no handle.")]
internal abstract class EngineTransport(EngineConnection connection, HttpConnections http)
{
    private readonly CancellationTokenSource _stopping = new();

    public abstract ClientTransport Kind { get; }

    public string Name => Kind == ClientTransport.Polling ? "polling" : "websocket";

    /// <summary>Completes when the last call of <see cref="RunAsync"/> has ended.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    protected EngineConnection Connection { get; } = connection;

    /// <summary>The HTTP connections of this transport alone.</summary>
    protected HttpConnections Http { get; } = http;

    /// <summary>Cancelled as soon as the transport is not needed any more.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    protected bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Opens the transport, and reads until it ends or the connection stops it.</summary>
    public abstract Task RunAsync();

    /// <summary>Passes packets to the network, one call at a time. A failure is reported to the connection.</summary>
    public abstract Task WriteAsync(ReadOnlyMemory<OutgoingPacket> packets);

    /// <summary>
    /// Makes the reader continue until the server has said goodbye too, with any answer of the connection. It is called in the step that
    /// closes the connection, before <see cref="SayGoodbyeAsync"/>, so that a reader that sees the connection closed already sees this.
    /// </summary>
    public virtual void ReadToEnd()
    {
    }

    /// <summary>Says goodbye to the server. The caller limits the time with <see cref="StopAsync"/>.</summary>
    public abstract Task SayGoodbyeAsync();

    /// <summary>Ends everything that is under way, at once.</summary>
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
