using System.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Sockets;

/// <summary>
/// Calls the listeners for a received event: first the catch-all listeners, then those for its name, in the order in which they were added.
/// </summary>
internal static class EventDispatch
{
    private const int StackName = 256;

    /// <summary>Starts the listeners.</summary>
    /// <returns>A task for what still runs, which never fails; <see langword="null"/> if nothing runs.</returns>
    public static Task? Dispatch(ClientSocket socket, in PumpItem item)
    {
        var json = PayloadJson.Read(item.Payload);
        json.Read();
        json.Read();
        if (json.TokenType == JsonTokenType.String && !json.ValueIsEscaped)
        {
            return Dispatch(socket, item, json, json.ValueSpan);
        }

        if (json.TokenType != JsonTokenType.String)
        {
            // The name of the event is a number.
            return Dispatch(socket, item, json, json.ValueSpan);
        }

        Span<byte> unescaped = json.ValueSpan.Length <= StackName ? stackalloc byte[StackName] : new byte[json.ValueSpan.Length];
        return Dispatch(socket, item, json, unescaped[..json.CopyString(unescaped)]);
    }

    public static string NameOf(ReadOnlySpan<byte> payload)
    {
        var json = PayloadJson.Read(payload);
        json.Read();
        json.Read();
        return JsonText.GetString(json);
    }

    private static Task? Dispatch(ClientSocket socket, in PumpItem item, in Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        var source = new ReceivedSource(socket, item);
        Task? running = null;
        if (!socket.Incoming.IsEmpty)
        {
            var received = source.ToEvent();
            running = socket.Incoming.Start(received, received.Name, socket);
        }

        foreach (var listener in socket.Listeners.Find(name))
        {
            if (!listener.TryTake())
            {
                continue;
            }

            if (listener.Once)
            {
                socket.Listeners.Remove(Encoding.UTF8.GetString(name), listener);
            }

            var call = new ListenerCall(new ArgumentReader(json, item.Attachments, socket.Connection.Serializer), item.Payload, source);
            running = Join(running, Start(socket, listener, ref call, name));
        }

        return running;
    }

    private static Task? Start(ClientSocket socket, EventListener listener, ref ListenerCall call, ReadOnlySpan<byte> name)
    {
        try
        {
            var task = listener.Invoke(ref call);
            return task is null || task.IsCompletedSuccessfully ? null : Observe(task, socket, call.Source, Encoding.UTF8.GetString(name));
        }
        catch (JsonException exception) when (!call.IsDecoded)
        {
            socket.InvalidArguments(Encoding.UTF8.GetString(name), call.Source.Acknowledgement, listener.Expected, exception);
        }
        catch (Exception exception)
        {
            socket.EventFailed(Encoding.UTF8.GetString(name), call.Source.Acknowledgement, exception);
        }

        return call.Abandon() is { } ending ? Observe(ending, socket, call.Source, Encoding.UTF8.GetString(name)) : null;
    }

    private static async Task Observe(Task task, ClientSocket socket, IEventSource source, string name)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            socket.EventFailed(name, source.Acknowledgement, exception);
        }
    }

    private static Task? Join(Task? first, Task? second) => first is null ? second : second is null ? first : Task.WhenAll(first, second);
}
