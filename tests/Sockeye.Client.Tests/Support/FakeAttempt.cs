using System.Net.Sockets;
using System.Net.WebSockets;

namespace Sockeye.Client.Tests.Support;

/// <summary>One attempt of a client to open a WebSocket.</summary>
internal sealed class FakeAttempt
{
    private readonly TaskCompletionSource<WebSocket> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The WebSocket; it is the client's once the attempt is accepted.</summary>
    public FakeWebSocket Socket { get; } = new();

    /// <summary>Whether the client waits for it, or has it open.</summary>
    public bool IsLive => !_opened.Task.IsCompleted || (_opened.Task.IsCompletedSuccessfully && !Socket.IsDisposed);

    /// <summary>Gives the client its WebSocket.</summary>
    /// <param name="handshake">Whether the server opens the session.</param>
    public void Accept(bool handshake = true)
    {
        if (handshake)
        {
            Socket.Send("""0{"sid":"session","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""");
        }

        _opened.TrySetResult(Socket);
    }

    /// <summary>The server is not there.</summary>
    public void Refuse() => _opened.TrySetException(new SocketException((int)SocketError.ConnectionRefused));

    public async Task<WebSocket> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _opened.TrySetCanceled(cancellationToken));
        return await _opened.Task;
    }
}
