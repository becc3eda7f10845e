using System.Diagnostics;

namespace Sockeye.Client.Diagnostics;

/// <summary>
/// The activities of the source <c>Sockeye.Client</c>: one for each call that waits for the server. None is created if no one listens.
/// </summary>
internal static class ClientActivities
{
    private static readonly ActivitySource s_source = new("Sockeye.Client");

    /// <summary>Whether a listener for activities exists.</summary>
    public static bool IsWatched => s_source.HasListeners();

    /// <summary>Starts the activity of a socket that connects.</summary>
    public static Activity? Connect(string ns) => s_source.StartActivity("socketio.connect", ActivityKind.Client)?.SetTag("socketio.namespace", ns);

    /// <summary>Starts the activity of an event whose acknowledgement is awaited.</summary>
    public static Activity? Emit(string ns, string eventName) =>
        s_source.StartActivity("socketio.emit", ActivityKind.Client)?.SetTag("socketio.namespace", ns).SetTag("socketio.event", eventName);

    public static void Fail(this Activity? activity, Exception exception) => activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
}
