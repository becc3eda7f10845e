using System.Globalization;

namespace Sockeye.Emitters.Redis.Streams;

/// <summary>Which stream a namespace is in.</summary>
internal static class StreamNames
{
    /// <summary>The stream that a namespace's entries are written to.</summary>
    public static string Of(string ns, string streamName, int streamCount)
    {
        if (streamCount == 1)
        {
            return streamName;
        }

        // The reference keeps the sign of the hash, and so writes to streams that nobody reads. All servers read those without it.
        var index = Math.Abs(Hash(ns) % streamCount);
        return $"{streamName}-{index.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The streams to read, those of the reference's negative numbers among them.</summary>
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
