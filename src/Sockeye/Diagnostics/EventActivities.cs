using System.Diagnostics;
using System.Text;

namespace Sockeye.Diagnostics;

/// <summary>The activities of the source <c>Sockeye</c>: one for each event of a client. None is created if no one listens.</summary>
internal static class EventActivities
{
    private static readonly ActivitySource s_source = new("Sockeye");

    /// <summary>
    /// The activity of a connection's handshake. The activities of its events link to it. <see langword="null"/> if no one listens.
    /// </summary>
    public static ActivityContext? Handshake => s_source.HasListeners() && Activity.Current is { } activity ? activity.Context : null;

    /// <summary>Starts the activity of an event. It has no parent, and is current only while handlers of the event run.</summary>
    public static Activity? Start(Socket socket, ReadOnlySpan<byte> eventName) => s_source.HasListeners() ? Create(socket, Encoding.UTF8.GetString(eventName)) : null;

    /// <inheritdoc cref="Start(Socket, ReadOnlySpan{byte})"/>
    public static Activity? Start(Socket socket, string eventName) => s_source.HasListeners() ? Create(socket, eventName) : null;

    /// <summary>Ends the activity with the last handler of its event.</summary>
    /// <param name="activity">The activity, if there is one.</param>
    /// <param name="running">The handlers that still run. It never fails.</param>
    /// <returns>A task for what still runs.</returns>
    public static Task? End(Activity? activity, Task? running)
    {
        if (activity is null)
        {
            return running;
        }

        if (running is null)
        {
            Stop(activity);
            return null;
        }

        return StopAfterAsync(activity, running);
    }

    /// <summary>Marks the activity of the present event as failed.</summary>
    public static void Fail(Exception exception)
    {
        if (Activity.Current is { } activity && ReferenceEquals(activity.Source, s_source))
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
        }
    }

    private static Activity? Create(Socket socket, string eventName)
    {
        // A new activity takes the current one as its parent, so the current one is taken away first.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            var links = socket.Client.HandshakeActivity is { } handshake ? new ActivityLink[] { new(handshake) } : null;
            return s_source.StartActivity("socketio.event", ActivityKind.Server, default(ActivityContext), links: links)
                ?.SetTag("socketio.namespace", socket.Namespace.Name)
                .SetTag("socketio.event", eventName)
                .SetTag("socketio.socket_id", socket.Id);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static async Task StopAfterAsync(Activity activity, Task running)
    {
        await running;
        Stop(activity);
    }

    // The current activity of the thread stays as it is.
    private static void Stop(Activity activity)
    {
        var current = Activity.Current;
        activity.Dispose();
        Activity.Current = current;
    }
}
