using System.Diagnostics;
using System.Text;
using Sockeye.Authorization;
using Sockeye.Contexts;
using Sockeye.Diagnostics;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Sockets;

/// <summary>
/// The middlewares of one socket, and the policies for its events. Most sockets have none. Events pass one after the other: while a
/// middleware or a policy is awaited, later events wait, so that listeners get events in the order of arrival.
/// </summary>
internal sealed class EventMiddlewares(Socket socket)
{
    private readonly DelegateList<Func<EventContext, Task>> _list = new();

    // Only the thread that reads from the client changes it, one packet at a time.
    private Task _last = Task.CompletedTask;

    private EventPolicies? _policies;

    public void Add(Func<EventContext, Task> middleware) => _list.Add(middleware);

    /// <summary>The policies of this socket alone.</summary>
    public EventPolicies Policies => _policies ?? Interlocked.CompareExchange(ref _policies, new(), null) ?? _policies;

    /// <summary>Calls the catch-all listeners, runs middlewares and policies, then starts the listeners of the event.</summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does.</returns>
    public Task? Dispatch(ListenerTable listeners, in Packet packet)
    {
        if (_list.Items.Length == 0 && _last.IsCompleted && !MayHavePolicy(packet))
        {
            return EventDispatch.Dispatch(socket, listeners, packet);
        }

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

    /// <returns>A task that completes when the listeners have started. Its result is a task for the listeners that still run.</returns>
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

            await DemandAsync(context, activity);
        }
        catch (Exception exception)
        {
            Refuse(context, exception, activity);
            return null;
        }

        return socket.Connected ? EventDispatch.Dispatch(socket, listeners, context, activity) : null;
    }

    // An escaped name may be any event. Policies are looked up by the name that listeners see.
    private bool MayHavePolicy(in Packet packet)
    {
        var json = PayloadJson.Read(packet.Payload);
        json.Read();
        json.Read();
        return json.ValueIsEscaped || socket.Namespace.EventPolicies?.Of(json.ValueSpan).Length > 0 || _policies?.Of(json.ValueSpan).Length > 0;
    }

    // The check uses the name after the middlewares, because only that name leads to the listeners.
    private async Task DemandAsync(EventContext context, Activity? activity)
    {
        var name = Encoding.UTF8.GetBytes(context.Name);
        AuthorizationPolicies.Finder[] policies = [.. socket.Namespace.EventPolicies is { } shared ? shared.Of(name) : [], .. _policies is { } own ? own.Of(name) : []];
        foreach (var policy in policies)
        {
            await Demand(new IncomingEvent(socket, context.Name, context.Arguments, context.Acknowledgement), policy, activity);
        }
    }

    private static Task Start(Func<EventContext, Task> middleware, EventContext context, Activity? activity)
    {
        using var clean = CleanContext.Enter(activity);
        return middleware(context);
    }

    private static Task Demand(IncomingEvent incoming, AuthorizationPolicies.Finder policy, Activity? activity)
    {
        using var clean = CleanContext.Enter(activity);
        return EventPolicies.DemandAsync(incoming, policy);
    }

    private void Refuse(EventContext context, Exception exception, Activity? activity)
    {
        using var clean = CleanContext.Enter(activity);
        socket.Lifetime.EventFailed(context.Name, context.Acknowledgement, exception);
        socket.Lifetime.Error(exception);
    }
}
