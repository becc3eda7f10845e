using System.Globalization;

namespace Sockeye.Redis.Streams;

/// <summary>Which stream a namespace is in.</summary>
internal static class StreamNames
{
    /// <summary>The stream that a namespace's entries are written to.</summary>
    public static string Of(string ns, RedisStreamsAdapterOptions options)
    {
        if (options.StreamCount == 1)
        {
            return options.StreamName;
        }

        // The reference keeps the sign of the hash, and so writes to streams that nobody reads. All servers read those without it.
        var index = Math.Abs(Hash(ns) % options.StreamCount);
        return $"{options.StreamName}-{index.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The streams to read, those of the reference's negative numbers among them.</summary>
    public static IEnumerable<string> All(RedisStreamsAdapterOptions options)
    {
        if (options.StreamCount == 1)
        {
            return [options.StreamName];
        }

        return Enumerable.Range(1 - options.StreamCount, (2 * options.StreamCount) - 1)
            .Select(index => $"{options.StreamName}-{index.ToString(CultureInfo.InvariantCulture)}");
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
