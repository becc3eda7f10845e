using System.Diagnostics;

namespace Sockeye.Client.Diagnostics;

/// <summary>The activities <c>Sockeye.Client</c>: one for each call that waits for the server. Nothing is made if nobody listens.</summary>
internal static class ClientActivities
{
    private static readonly ActivitySource s_source = new("Sockeye.Client");

    /// <summary>Whether somebody listens.</summary>
    public static bool IsWatched => s_source.HasListeners();

    /// <summary>A socket connects.</summary>
    public static Activity? Connect(string ns) => s_source.StartActivity("socketio.connect", ActivityKind.Client)?.SetTag("socketio.namespace", ns);

    /// <summary>An event is sent, and its acknowledgement waited for.</summary>
    public static Activity? Emit(string ns, string eventName) =>
        s_source.StartActivity("socketio.emit", ActivityKind.Client)?.SetTag("socketio.namespace", ns).SetTag("socketio.event", eventName);

    public static void Fail(this Activity? activity, Exception exception) => activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
}
