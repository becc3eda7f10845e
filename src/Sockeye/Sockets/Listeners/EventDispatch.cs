using System.Text;
using System.Text.Json;
using Sockeye.Hooks;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>Takes an event to its listeners: catch-all listeners first, then those of its name, in the order in which they were added.</summary>
internal static class EventDispatch
{
    private const int StackName = 256;

    /// <summary>Starts the listeners.</summary>
    /// <returns>What still runs, or nothing.</returns>
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

    /// <summary>Tells the catch-all listeners of an event that middlewares are going to see.</summary>
    /// <returns>The event, and what of the listeners still runs.</returns>
    public static (IncomingEvent Event, Task? Running) Announce(Socket socket, in Packet packet)
    {
        var source = new EventSource(socket, packet.Id) { Name = NameOf(packet.Payload) };
        var incoming = source.ToEvent(packet.Payload, packet.Attachments);
        return (incoming, socket.CatchAll?.Incoming.Start(incoming, incoming.Name, socket.Lifetime));
    }

    /// <summary>Starts the listeners of an event that the middlewares have let pass.</summary>
    /// <returns>What still runs, or nothing.</returns>
    public static Task? Dispatch(Socket socket, ListenerTable listeners, EventContext context)
    {
        var payload = context.Arguments.Payload.Span;
        var json = PayloadJson.Read(payload);
        json.Read();
        json.Read();
        var packet = new Packet(PacketType.Event, socket.Namespace.NameUtf8, Packet.NoId, payload, context.Arguments.AttachmentSpan);
        return Start(socket, listeners, packet, json, Encoding.UTF8.GetBytes(context.Name), new EventSource(socket, context));
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
        if (socket.CatchAll is not { Incoming.IsEmpty: false } catchAll)
        {
            return Start(socket, listeners, packet, json, name, source);
        }

        source.Name = Encoding.UTF8.GetString(name);
        var watching = catchAll.Incoming.Start(source.ToEvent(packet.Payload, packet.Attachments), source.Name, socket.Lifetime);
        return Join(watching, Start(socket, listeners, packet, json, name, source));
    }

    private static Task? Start(
        Socket socket, ListenerTable listeners, in Packet packet, in Utf8JsonReader json, ReadOnlySpan<byte> name, EventSource source)
    {
        var found = listeners.Find(name);
        if (found.IsEmpty)
        {
            return socket.CatchAll is { Unhandled.IsEmpty: false } catchAll ? StartUnhandled(socket, catchAll.Unhandled, packet, name, source) : null;
        }

        // The name is needed for listeners of the undecoded event and for what goes wrong: its string is made only then.
        Task? running = null;
        foreach (var listener in found)
        {
            if (!listener.TryTake())
            {
                continue;
            }

            if (listener.Once || listener.WantsName)
            {
                source.Name = Encoding.UTF8.GetString(name);
            }

            if (listener.Once)
            {
                socket.RemoveListener(source.Name, listener);
            }

            var arguments = new ArgumentReader(json, packet.Attachments, source, socket.Namespace.Server.Serializer) { Payload = packet.Payload };
            running = Join(running, Start(socket, listener, source, ref arguments, name));
        }

        return running;
    }

    private static Task? Start(Socket socket, EventListener listener, EventSource source, ref ArgumentReader arguments, ReadOnlySpan<byte> name)
    {
        try
        {
            var task = listener.Invoke(ref arguments);
            if (task is null || task.IsCompletedSuccessfully)
            {
                return null;
            }

            return Observe(task, socket, source, Encoding.UTF8.GetString(name));
        }
        catch (JsonException exception) when (!arguments.IsDecoded)
        {
            socket.Lifetime.InvalidArguments(Encoding.UTF8.GetString(name), source.Acknowledgement, listener, exception);
        }
        catch (Exception exception)
        {
            socket.Lifetime.EventFailed(Encoding.UTF8.GetString(name), source.Acknowledgement, exception);
        }

        return null;
    }

    private static Task? StartUnhandled(Socket socket, Hook<IncomingEvent> listeners, in Packet packet, ReadOnlySpan<byte> name, EventSource source)
    {
        source.Name = Encoding.UTF8.GetString(name);
        return listeners.Start(source.ToEvent(packet.Payload, packet.Attachments), source.Name, source);
    }

    private static async Task Observe(Task task, Socket socket, EventSource source, string name)
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
