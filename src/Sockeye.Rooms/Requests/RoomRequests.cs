namespace Sockeye.Requests;

/// <summary>
/// The requests of clients that a feature of rooms answers. Each is an event, and has one way: its budget, then its arguments, then the right to it, and the answer or a refusal with a
/// code. <see cref="RoomRequest"/> has what the steps need.
/// </summary>
internal sealed class RoomRequests(Namespace ns)
{
    private readonly List<(string EventName, Func<IncomingEvent, Task> Listener)> _listeners = [];

    /// <summary>Answers an event that asks for something. Without an acknowledgement there is nobody to answer, and nothing is done.</summary>
    public RoomRequests Answer(string eventName, Func<RoomRequest, ValueTask> answer) => Add(eventName, answer, isQuestion: true);

    /// <summary>Obeys an event that changes something, whether or not the client wants an acknowledgement.</summary>
    public RoomRequests Obey(string eventName, Func<RoomRequest, ValueTask> obey) => Add(eventName, obey, isQuestion: false);

    /// <summary>Serves a socket. The listeners are the same for all sockets.</summary>
    public void Listen(Socket socket)
    {
        foreach (var (eventName, listener) in _listeners)
        {
            socket.On(eventName, listener);
        }
    }

    private RoomRequests Add(string eventName, Func<RoomRequest, ValueTask> handle, bool isQuestion)
    {
        _listeners.Add((eventName, request => HandleAsync(request, handle, isQuestion)));
        return this;
    }

    private async Task HandleAsync(IncomingEvent request, Func<RoomRequest, ValueTask> handle, bool isQuestion)
    {
        if (isQuestion && !request.Acknowledgement.IsRequested)
        {
            return;
        }

        if (RequestBudget.Of(request.Socket).Take() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, ns.Server.Time);
        }

        try
        {
            await handle(new RoomRequest(ns, request));
        }
        catch (ClusterPublishException)
        {
            throw RoomRefusal.Unavailable();
        }
    }
}
