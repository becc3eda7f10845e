namespace Sockeye.Requests;

/// <summary>
/// The requests of clients that a feature of rooms handles. Each is an event, and takes the same way: its budget, its arguments, the
/// permission, and the answer or a refusal with a code. <see cref="RoomRequest"/> has the methods for these steps.
/// </summary>
internal sealed class RoomRequests(Namespace ns)
{
    private readonly List<(string EventName, Func<IncomingEvent, Task> Listener)> _listeners = [];

    /// <summary>Handles an event that asks for something. Without an acknowledgement it cannot be answered, and nothing is done.</summary>
    public RoomRequests Answer(string eventName, Func<RoomRequest, ValueTask> answer) => Add(eventName, answer, isQuestion: true);

    /// <summary>Handles an event that changes something, with or without an acknowledgement.</summary>
    public RoomRequests Obey(string eventName, Func<RoomRequest, ValueTask> obey) => Add(eventName, obey, isQuestion: false);

    /// <summary>Adds the listeners to a socket. All sockets share them.</summary>
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
