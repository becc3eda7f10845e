using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Sockeye.Contexts;
using Sockeye.Diagnostics;
using Sockeye.Hooks;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// Calls the listeners for an event: first the catch-all listeners, then those for its name, in the order in which they were added.
/// </summary>
internal static class EventDispatch
{
    private const int StackName = 256;

    /// <summary>Starts the listeners.</summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does.</returns>
    public static Task? Dispatch(Socket socket, ListenerTable listeners, in Packet packet)
    {
        var json = PayloadJson.Read(packet.Payload);
        json.Read();
        json.Read();
        var raw = json.ValueSpan;
        if (!json.ValueIsEscaped)
        {
            return Dispatch(socket, listeners, packet, json, raw);
        }

        Span<byte> unescaped = raw.Length <= StackName ? stackalloc byte[StackName] : new byte[raw.Length];
        return Dispatch(socket, listeners, packet, json, unescaped[..json.CopyString(unescaped)]);
    }

    /// <summary>Calls the catch-all listeners for an event before its middlewares run.</summary>
    /// <returns>The event, and a task for the listeners that still run.</returns>
    public static (IncomingEvent Event, Activity? Activity, Task? Running) Announce(Socket socket, in Packet packet)
    {
        var source = new EventSource(socket, packet.Id);
        var incoming = source.ToEvent(packet.Payload, packet.Attachments);
        var activity = EventActivities.Start(socket, incoming.Name);
        return (incoming, activity, socket.CatchAll?.Incoming.Start(incoming, incoming.Name, socket.Lifetime, activity));
    }

    /// <summary>Starts the listeners for an event after its middlewares.</summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does.</returns>
    public static Task? Dispatch(Socket socket, ListenerTable listeners, EventContext context, Activity? activity)
    {
        var payload = context.Arguments.Payload.Span;
        var json = PayloadJson.Read(payload);
        json.Read();
        json.Read();
        var packet = new Packet(PacketType.Event, socket.Namespace.NameUtf8, Packet.NoId, payload, context.Arguments.AttachmentSpan);
        return Start(socket, listeners, packet, json, Encoding.UTF8.GetBytes(context.Name), new EventSource(socket, context), activity);
    }

    /// <summary>
    /// Starts a listener with an event again, after something was awaited. Failures of the listener are handled here, as at the first
    /// start.
    /// </summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does.</returns>
    public static Task? Again(IncomingEvent incoming, EventListener listener)
    {
        var payload = incoming.Arguments.Payload.Span;
        var json = PayloadJson.Read(payload);
        json.Read();
        json.Read();
        var arguments = new ArgumentReader(json, incoming.Arguments.AttachmentSpan, incoming.Socket.Namespace.Server.Serializer);
        var call = new ListenerCall(arguments, payload, new EventSource(incoming));
        return Start(incoming.Socket, listener, ref call, Encoding.UTF8.GetBytes(incoming.Name), Activity.Current);
    }

    public static string NameOf(ReadOnlySpan<byte> payload)
    {
        var json = PayloadJson.Read(payload);
        json.Read();
        json.Read();
        return JsonText.GetString(json);
    }

    private static Task? Dispatch(Socket socket, ListenerTable listeners, in Packet packet, Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        var source = new EventSource(socket, packet.Id);
        var activity = EventActivities.Start(socket, name);
        Task? watching = null;
        if (socket.CatchAll is { Incoming.IsEmpty: false } catchAll)
        {
            source.Name = Encoding.UTF8.GetString(name);
            var incoming = source.ToEvent(packet.Payload, packet.Attachments);
            watching = catchAll.Incoming.Start(incoming, incoming.Name, socket.Lifetime, activity);
        }

        return EventActivities.End(activity, Join(watching, Start(socket, listeners, packet, json, name, source, activity)));
    }

    private static Task? Start(
        Socket socket, ListenerTable listeners, in Packet packet, in Utf8JsonReader json, ReadOnlySpan<byte> name, EventSource source, Activity? activity)
    {
        var found = listeners.Find(name);
        if (found.IsEmpty)
        {
            if (socket.CatchAll is { Unhandled.IsEmpty: false } catchAll)
            {
                return StartUnhandled(socket, catchAll.Unhandled, packet, name, source, activity);
            }

            if (socket.CatchAll is not { Incoming.IsEmpty: false })
            {
                socket.Lifetime.NothingListens(name);
            }

            return null;
        }

        // The name is needed as a string only if something fails, so it is made only then.
        Task? running = null;
        foreach (var listener in found)
        {
            if (!listener.TryTake())
            {
                continue;
            }

            if (listener.Once)
            {
                socket.RemoveListener(Encoding.UTF8.GetString(name), listener);
            }

            var call = new ListenerCall(new ArgumentReader(json, packet.Attachments, socket.Namespace.Server.Serializer), packet.Payload, source);
            running = Join(running, Start(socket, listener, ref call, name, activity));
        }

        return running;
    }

    private static Task? Start(Socket socket, EventListener listener, ref ListenerCall call, ReadOnlySpan<byte> name, Activity? activity)
    {
        using var clean = CleanContext.Enter(activity);
        try
        {
            var task = listener.Invoke(ref call);
            return task is null || task.IsCompletedSuccessfully ? null : Observe(task, socket, call.Source, Encoding.UTF8.GetString(name));
        }
        catch (JsonException exception) when (!call.IsDecoded)
        {
            socket.Lifetime.InvalidArguments(Encoding.UTF8.GetString(name), call.Source.Acknowledgement, listener, exception);
        }
        catch (Exception exception)
        {
            socket.Lifetime.EventFailed(Encoding.UTF8.GetString(name), call.Source.Acknowledgement, exception);
        }

        return call.Abandon() is { } ending ? Observe(ending, socket, call.Source, Encoding.UTF8.GetString(name)) : null;
    }

    private static Task? StartUnhandled(Socket socket, Hook<IncomingEvent> listeners, in Packet packet, ReadOnlySpan<byte> name, EventSource source, Activity? activity)
    {
        source.Name = Encoding.UTF8.GetString(name);
        var incoming = source.ToEvent(packet.Payload, packet.Attachments);
        return listeners.Start(incoming, incoming.Name, source, activity);
    }

    private static async Task Observe(Task task, Socket socket, IEventSource source, string name)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            socket.Lifetime.EventFailed(name, source.Acknowledgement, exception);
        }
    }

    public static Task? Join(Task? first, Task? second) =>
        first is null ? second : second is null ? first : Task.WhenAll(first, second);
}
