using System.Collections.Concurrent;
using System.Text;

namespace Sockeye.Sockets.Listeners;

/// <summary>The bytes of event names. An application has few names and many sockets, so each name is kept once.</summary>
internal static class EventNames
{
    // Names come from code of the application, never from a client. The limit is for an application that makes up names as it runs.
    private const int Capacity = 4096;

    private static readonly ConcurrentDictionary<string, byte[]> Known = new(StringComparer.Ordinal);

    public static byte[] ToUtf8(string eventName)
    {
        if (Known.TryGetValue(eventName, out var bytes))
        {
            return bytes;
        }

        bytes = Encoding.UTF8.GetBytes(eventName);
        return Known.Count < Capacity ? Known.GetOrAdd(eventName, bytes) : bytes;
    }
}
