using System.Diagnostics;
using System.Text;

namespace Sockeye.Diagnostics;

/// <summary>The activities <c>Sockeye</c>: one for each event of a client. Nothing is made if nobody listens.</summary>
internal static class EventActivities
{
    private static readonly ActivitySource s_source = new("Sockeye");

    /// <summary>The activity that a connection's handshake belongs to, to be linked to those of its events; none if nobody listens.</summary>
    public static ActivityContext? Handshake => s_source.HasListeners() && Activity.Current is { } activity ? activity.Context : null;

    /// <summary>An event has come. The activity has no parent, and is current only where the event's handlers run.</summary>
    public static Activity? Start(Socket socket, ReadOnlySpan<byte> eventName) => s_source.HasListeners() ? Create(socket, Encoding.UTF8.GetString(eventName)) : null;

    /// <inheritdoc cref="Start(Socket, ReadOnlySpan{byte})"/>
    public static Activity? Start(Socket socket, string eventName) => s_source.HasListeners() ? Create(socket, eventName) : null;

    /// <summary>Ends the activity with the last handler of its event.</summary>
    /// <param name="activity">The activity, if there is one.</param>
    /// <param name="running">What of the handlers still runs. It never fails.</param>
    /// <returns>What still runs.</returns>
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

    /// <summary>The event that is being handled has failed.</summary>
    public static void Fail(Exception exception)
    {
        if (Activity.Current is { } activity && ReferenceEquals(activity.Source, s_source))
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
        }
    }

    private static Activity? Create(Socket socket, string eventName)
    {
        // To be current is what makes an activity the parent of the next.
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

    // The thread's own activity stays what it is.
    private static void Stop(Activity activity)
    {
        var current = Activity.Current;
        activity.Dispose();
        Activity.Current = current;
    }
}
