namespace Sockeye.Records;

/// <summary>
/// The pages of records that clients read. They give away nothing of what the client may not see: no name, no number. How much is looked at and asked for one page has a bound; a page that
/// ends by it says where to go on in a way that only the server can read.
/// </summary>
internal sealed class RecordPages(RecordBook book, RecordRights rights, Func<RecordPicture, ReadOnlyMemory<byte>?> view, bool isFiltered, int maxPage)
{
    // A client that may see few of many rooms gets a short page, and asks on.
    private const int LookAtMost = 1000;
    private const int AskAtMost = 200;

    // What a rule that answers later is asked at a time for one page.
    private const int AskAtOnce = 16;

    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(5);

    // Rooms may have any name: one that begins like a sealed cursor is sealed too.
    private const char SealMark = '\0';

    private readonly CursorSeal _seal = new();

    private bool IsFiltered => isFiltered || rights.IsRestricted;

    public bool TryParse(string cursor, RoomRecordOrder order, out RecordKey key)
    {
        key = default;
        return cursor.StartsWith(SealMark)
            ? _seal.TryOpen(cursor.AsSpan(1), out var opened) && RecordKey.TryParse(opened, order, out key)
            : RecordKey.TryParse(cursor, order, out key);
    }

    /// <summary>Reads a page: <c>{ rooms: [...], count?, next? }</c>. There is a <c>count</c> only if nothing can be hidden.</summary>
    public async ValueTask<EventArguments> ReadAsync(Socket socket, RoomRecordOrder order, string prefix, RecordKey? after, int? wanted)
    {
        var limit = Math.Min(wanted ?? maxPage, maxPage);
        var found = new List<(RecordKey Key, RecordPicture Picture)>();
        var (time, started) = (book.Namespace.Server.Time, book.Namespace.Server.Time.GetTimestamp());
        var hasMore = book.Look(order, prefix, ref after, IsFiltered ? LookAtMost : limit + 1, found);
        var records = new List<byte[]>(limit);
        var asking = new Queue<(int Index, ReadOnlyMemory<byte> Value, Task<RoomVerdict> Verdict)>();
        var (next, asked, bytes, lastShown) = (0, 0, 0, -1);
        while (true)
        {
            // A rule that answers at once is not asked of more than what is needed.
            while (next < found.Count && asked < AskAtMost && (asked == 0 || time.GetElapsedTime(started) < LongestPage)
                && (asking.Count == 0 || (asking.Count < AskAtOnce && !asking.Peek().Verdict.IsCompleted)))
            {
                var picture = found[next].Picture;
                if (view(picture) is { } value)
                {
                    asked += rights.IsRestricted ? 1 : 0;
                    asking.Enqueue((next, value, rights.AskAsync(socket, picture.Record.Room, picture)));
                }

                next++;
            }

            if (!asking.TryDequeue(out var first))
            {
                break;
            }

            if (!(await first.Verdict).Allowed)
            {
                continue;
            }

            // There is one more: only then there is a next page.
            if (records.Count == limit || bytes >= ClientRecord.MaxPacketBytes)
            {
                return Write(records, Cursor(found[lastShown].Key, order));
            }

            records.Add(ClientRecord.Write(found[first.Index].Picture, first.Value));
            bytes += records[^1].Length;
            lastShown = first.Index;
        }

        // All was looked at, or as much as one request may cost.
        if (next < found.Count)
        {
            after = found[next - 1].Key;
            hasMore = true;
        }

        return Write(records, !hasMore ? null : lastShown >= 0 && found[lastShown].Key == after ? Cursor(after.Value, order) : Sealed(after!.Value, order));
    }

    private EventArguments Write(List<byte[]> records, string? next) => ClientRecord.ToArguments(book.Namespace, records, IsFiltered ? null : book.RoomCount, next);

    private string Cursor(RecordKey key, RoomRecordOrder order) => key.ToCursor(order) is var cursor && cursor.StartsWith(SealMark) ? Sealed(key, order) : key.ToCursor(order);

    private string Sealed(RecordKey key, RoomRecordOrder order) => SealMark + _seal.Seal(key.ToCursor(order));
}
