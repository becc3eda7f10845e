using System.Diagnostics;
using Sockeye.Contexts;
using Sockeye.Diagnostics;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Sockets;

/// <summary>
/// The middlewares of one socket; most sockets have none. Events pass one after the other: one that waits for a middleware holds back those
/// behind it, so that listeners see them in the order of arrival.
/// </summary>
internal sealed class EventMiddlewares(Socket socket)
{
    private readonly DelegateList<Func<EventContext, Task>> _list = new();

    // Changed by whoever reads from the client, one packet at a time.
    private Task _last = Task.CompletedTask;

    public void Add(Func<EventContext, Task> middleware) => _list.Add(middleware);

    /// <summary>Tells the catch-all listeners, lets the event pass, then starts its listeners.</summary>
    /// <returns>What still runs.</returns>
    public Task Dispatch(ListenerTable listeners, in Packet packet)
    {
        var (incoming, activity, watching) = EventDispatch.Announce(socket, packet);
        var passing = PassAsync(_last, new EventContext(incoming), listeners, activity);
        _last = passing;
        return EventActivities.End(activity, EventDispatch.Join(watching, Whole(passing)))!;
    }

    private static async Task Whole(Task<Task?> passing)
    {
        if (await passing is { } running)
        {
            await running;
        }
    }

    /// <returns>When the listeners have started, what of them still runs.</returns>
    private async Task<Task?> PassAsync(Task previous, EventContext context, ListenerTable listeners, Activity? activity)
    {
        await previous;
        try
        {
            foreach (var middleware in _list.Items)
            {
                await Start(middleware, context, activity);
                if (context.IsDropped || !socket.Connected)
                {
                    return null;
                }
            }
        }
        catch (Exception exception)
        {
            Refuse(context, exception, activity);
            return null;
        }

        return socket.Connected ? EventDispatch.Dispatch(socket, listeners, context, activity) : null;
    }

    private static Task Start(Func<EventContext, Task> middleware, EventContext context, Activity? activity)
    {
        using var clean = CleanContext.Enter(activity);
        return middleware(context);
    }

    private void Refuse(EventContext context, Exception exception, Activity? activity)
    {
        using var clean = CleanContext.Enter(activity);
        socket.Lifetime.EventFailed(context.Name, context.Acknowledgement, exception);
        socket.Lifetime.Error(exception);
    }
}
