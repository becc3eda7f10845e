using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Sockets;

/// <summary>
/// The events of a socket with <see cref="SocketIOClientOptions.Retries"/>. They are sent one at a time and in order, each after the
/// previous one is acknowledged. All of it runs under the gate of the client.
/// </summary>
/// <remarks>
/// An attempt is identified by the id of its acknowledgement. A result of an older attempt, such as its time-out after a reconnect, has
/// another id and changes nothing.
/// </remarks>
internal sealed class RetryQueue(ClientSocket socket, int retries)
{
    private readonly LinkedList<RetriedEvent> _waiting = new();

    public int Count => _waiting.Count;

    /// <summary>Adds an event, and sends it if it is the only one.</summary>
    public void Add(RetriedEvent added)
    {
        added.Place = _waiting.AddLast(added);
        Drain();
    }

    /// <summary>Sends the first event again when the socket is connected, because its last attempt was lost with the connection.</summary>
    public void OnConnect()
    {
        while (_waiting.First?.Value is { } first && first.AckId != Packet.NoId)
        {
            first.AckId = Packet.NoId;
            if (first.Tries <= retries)
            {
                break;
            }

            GiveUp(first, new SocketDisconnectedException());
        }

        Drain();
    }

    /// <summary>Handles the answer to an attempt.</summary>
    public void OnAnswer(RetriedEvent asked, long ackId, EventArguments answer)
    {
        if (asked.AckId == ackId)
        {
            Remove(asked);
            asked.Complete(answer);
            Drain();
        }
    }

    /// <summary>Handles a failed attempt: its time is up, or the connection was lost.</summary>
    public void OnFailure(RetriedEvent asked, long ackId, Exception exception)
    {
        if (asked.AckId != ackId)
        {
            return;
        }

        asked.AckId = Packet.NoId;
        if (asked.Tries > retries)
        {
            GiveUp(asked, exception);
        }

        Drain();
    }

    /// <summary>Removes an event that its caller no longer awaits. It is not sent again.</summary>
    /// <returns>The acknowledgement that it waits for, or -1.</returns>
    public long Cancel(RetriedEvent cancelled)
    {
        var ackId = cancelled.AckId;
        cancelled.AckId = Packet.NoId;
        if (Remove(cancelled))
        {
            Drain();
        }

        return ackId;
    }

    /// <summary>Nothing is sent any more.</summary>
    public void Close(Exception exception)
    {
        while (_waiting.First?.Value is { } first)
        {
            GiveUp(first, exception);
        }
    }

    private void Drain()
    {
        while (socket.Connected && _waiting.First?.Value is { } first && first.AckId == Packet.NoId)
        {
            first.Tries++;
            try
            {
                socket.Try(first);
            }
            catch (Exception exception)
            {
                // The parser of the application cannot write it this time. The events behind it do not wait for that.
                GiveUp(first, exception);
            }
        }
    }

    private void GiveUp(RetriedEvent lost, Exception exception)
    {
        lost.AckId = Packet.NoId;
        Remove(lost);
        lost.Fail(exception);
    }

    private bool Remove(RetriedEvent removed)
    {
        if (removed.Place is not { List: not null } place)
        {
            return false;
        }

        _waiting.Remove(place);
        socket.Release(removed.Size);
        return true;
    }
}
