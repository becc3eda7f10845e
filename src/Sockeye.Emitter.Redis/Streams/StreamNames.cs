using System.Globalization;

namespace Sockeye.Emitters.Redis.Streams;

/// <summary>Chooses the stream of a namespace.</summary>
internal static class StreamNames
{
    /// <summary>The stream to which entries of a namespace are written.</summary>
    public static string Of(string ns, string streamName, int streamCount)
    {
        if (streamCount == 1)
        {
            return streamName;
        }

        // The Node adapter keeps the sign of the hash, and so writes to streams that no server reads. All servers read those without the
        // sign.
        var index = Math.Abs(Hash(ns) % streamCount);
        return $"{streamName}-{index.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The streams to read, including those with negative numbers of the Node adapter.</summary>
    public static IEnumerable<string> All(string streamName, int streamCount)
    {
        if (streamCount == 1)
        {
            return [streamName];
        }

        return Enumerable.Range(1 - streamCount, (2 * streamCount) - 1)
            .Select(index => $"{streamName}-{index.ToString(CultureInfo.InvariantCulture)}");
    }

    private static int Hash(string text)
    {
        var hash = 0;
        foreach (var c in text)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash;
    }
}
