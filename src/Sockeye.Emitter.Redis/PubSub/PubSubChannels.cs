namespace Sockeye.Emitters.Redis.PubSub;

/// <summary>The names of the channels of pub/sub.</summary>
internal static class PubSubChannels
{
    /// <summary>A broadcast to a single room has its own channel.</summary>
    public static string OfBroadcast(string key, ClusterMessage message) =>
        message.Options.Rooms is [var room] ? $"{key}#{message.Namespace}#{room}#" : $"{key}#{message.Namespace}#";

    public static string OfRequests(string key, string ns) => $"{key}-request#{ns}#";
}
