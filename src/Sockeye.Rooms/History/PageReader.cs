namespace Sockeye.History;

/// <summary>Reads pages: as many messages as were asked for, if they fit into a packet that clients accept.</summary>
internal sealed class PageReader(Namespace ns, RoomHistoryOptions options, HistoryStore store)
{
    // Messages may be large, so few of those that do not fit into the page should be fetched.
    private const int MaxChunk = 64;

    // If a store has only data that cannot be read, it is not read to its end.
    private const int MaxFruitlessChunks = 20;

    /// <exception cref="ClusterPublishException">The store did not answer in time.</exception>
    public async Task<RoomMessagePage> ReadAsync(string room, HistoryQuery query, CancellationToken cancellationToken)
    {
        var started = ns.Server.Time.GetTimestamp();
        var page = new PageBuilder(options.MaxPageBytes);
        var isForward = query.Since is not null;
        bool? isTruncated = null;
        var fruitless = 0;
        while (true)
        {
            var count = page.Count;
            var chunk = await AskAsync(room, query with { Limit = Math.Min(query.Limit - page.Count, MaxChunk) }, started, cancellationToken);
            isTruncated ??= chunk.IsTruncated;
            var entries = chunk.Entries;
            for (var i = 0; i < entries.Count; i++)
            {
                var entry = entries[isForward ? i : entries.Count - 1 - i];
                if (!KeptEvent.IsValid(entry.Event))
                {
                    ns.Server.Metrics.ClusterMessageSkipped(ns, "history");
                }
                else if (!page.TryAdd(entry.Event, ToMessage(entry)))
                {
                    return ToPage(hasMore: true);
                }
            }

            fruitless = page.Count > count ? 0 : fruitless + 1;
            if (!chunk.HasMore || entries.Count == 0 || page.Count == query.Limit || fruitless == MaxFruitlessChunks)
            {
                return ToPage(chunk.HasMore);
            }

            query = isForward ? query with { Since = entries[^1].Offset } : query with { Before = entries[0].Offset };
        }

        RoomMessagePage ToPage(bool hasMore) => new(room, page.ToMessages(isReversed: !isForward), hasMore, isTruncated.Value);
    }

    private async ValueTask<HistoryPage> AskAsync(string room, HistoryQuery query, long started, CancellationToken cancellationToken)
    {
        try
        {
            var time = ns.Server.Time;
            var asked = store.ReadAsync(ns.Name, room, query, options);
            return asked.IsCompleted ? await asked : await BoundedWait.For(asked.AsTask(), Left(time.GetElapsedTime(started)), time, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterPublishException("The history could not be read: " + exception.Message, exception);
        }
    }

    private static TimeSpan Left(TimeSpan elapsed) => elapsed < RoomHistory.LongestWait ? RoomHistory.LongestWait - elapsed : TimeSpan.Zero;

    private RoomMessage ToMessage(HistoryEntry entry) =>
        new(entry.Offset, entry.Time, KeptEvent.NameOf(entry.Event), new EventArguments(ns.Server.Serializer, entry.Event.Json.ToArray(), [.. entry.Event.Attachments], 1));
}
