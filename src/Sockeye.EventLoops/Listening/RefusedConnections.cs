using System.Net.Sockets;

namespace Sockeye.EventLoops.Listening;

/// <summary>Answers clients for which there is no room.</summary>
internal sealed class RefusedConnections(TimeProvider time)
{
    // This many reserved descriptors are used for clients that have not yet read why they are refused.
    private const int MostWaiting = 16;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private int _waiting;

    /// <summary>Sends the reason if the client uses HTTP, and closes the connection.</summary>
    public void Refuse(Socket socket, bool speaksHttp)
    {
        if (!speaksHttp || Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            if (speaksHttp)
            {
                Interlocked.Decrement(ref _waiting);
                TryAnswer(socket);
            }

            socket.Dispose();
            return;
        }

        _ = AnswerAsync(socket);
    }

    private static bool TryAnswer(Socket socket)
    {
        socket.Blocking = false;
        socket.Send("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8, SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }

    // Closing a socket with unread data sends a reset, which may overtake the answer. So the request is read for a while.
    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            if (TryAnswer(socket))
            {
                socket.Shutdown(SocketShutdown.Send);
                using var limit = new CancellationTokenSource(_patience, time);
                byte[] request = new byte[1024];
                while (await socket.ReceiveAsync(request, SocketFlags.None, limit.Token) > 0)
                {
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The client has gone, or its time is up.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _waiting);
        }
    }
}
