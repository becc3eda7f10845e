namespace Sockeye.Records;

/// <summary>
/// The pages of records that clients read. They reveal nothing that the client may not see: no name and no number. How many records are
/// looked at and checked for one page is limited. If a page ends because of that limit, it has the position for the next page, in a form
/// that only the server can read.
/// </summary>
internal sealed class RecordPages(RecordBook book, RecordRights rights, Func<RecordPicture, ReadOnlyMemory<byte>?> view, bool isFiltered, int maxPage)
{
    // A client that may see only a few of many rooms gets a short page and asks again.
    private const int LookAtMost = 1000;
    private const int AskAtMost = 200;

    // How many asynchronous rules are evaluated at the same time for one page.
    private const int AskAtOnce = 16;

    private const int RefreshAtMost = 5;

    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(5);

    // Rooms may have any name. A name that begins like a sealed cursor is sealed too.
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

    /// <summary>Reads a page: <c>{ rooms: [...], count?, next? }</c>. There is a <c>count</c> only if no room can be hidden.</summary>
    public async ValueTask<EventArguments> ReadAsync(Socket socket, RoomRecordOrder order, string prefix, RecordKey? after, int? wanted)
    {
        var limit = Math.Min(wanted ?? maxPage, maxPage);
        var found = new List<(RecordKey Key, RecordPicture Picture)>();
        var (time, started) = (book.Namespace.Server.Time, book.Namespace.Server.Time.GetTimestamp());
        var hasMore = book.Look(order, prefix, ref after, IsFiltered ? LookAtMost : limit + 1, found);
        var records = new List<(RecordPicture Picture, byte[] Json)>(limit);
        var asking = new Queue<(int Index, ReadOnlyMemory<byte> Value, Task<RoomVerdict> Verdict)>();
        var (next, asked, bytes, lastShown) = (0, 0, 0, -1);
        while (true)
        {
            // A synchronous rule is not evaluated for more records than needed.
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

            // There is one more record; otherwise there is no next page.
            if (records.Count == limit || bytes >= ClientRecord.MaxPacketBytes)
            {
                return await WriteAsync(socket, records, Cursor(found[lastShown].Key, order));
            }

            var record = ClientRecord.Write(found[first.Index].Picture, first.Value);
            records.Add((found[first.Index].Picture, record));
            bytes += record.Length;
            lastShown = first.Index;
        }

        // All records were looked at, or as many as one request may cost.
        if (next < found.Count)
        {
            after = found[next - 1].Key;
            hasMore = true;
        }

        return await WriteAsync(socket, records, !hasMore ? null : lastShown >= 0 && found[lastShown].Key == after ? Cursor(after.Value, order) : Sealed(after!.Value, order));
    }

    private async ValueTask<EventArguments> WriteAsync(Socket socket, List<(RecordPicture Picture, byte[] Json)> records, string? next)
    {
        for (var left = RefreshAtMost; left > 0 && IsFiltered && await RefreshAsync(socket, records); left--)
        {
        }

        return ClientRecord.ToArguments(book.Namespace, records.Select(static record => record.Json), IsFiltered ? null : book.RoomCount, next);
    }

    /// <summary>
    /// Updates records to their present state. While rules were evaluated, the client may have got changes, members and ends, and the page
    /// must not take them back: the client would never hear of an end again.
    /// </summary>
    /// <returns>Whether a rule was evaluated meanwhile, so that other records may have changed again.</returns>
    private async ValueTask<bool> RefreshAsync(Socket socket, List<(RecordPicture Picture, byte[] Json)> records)
    {
        var hasAsked = false;
        for (var i = records.Count - 1; i >= 0; i--)
        {
            var known = records[i].Picture;
            var now = book.Find(known.Record.Room);
            if (now == known)
            {
                continue;
            }

            if (now is { } changed && changed.Record.Tag != known.Record.Tag)
            {
                hasAsked = true;
                (var verdict, now) = await rights.AskOfNewestAsync(socket, known.Record.Room);
                now = verdict.Allowed ? now : null;
            }

            if (now is { } picture && view(picture) is { } value)
            {
                records[i] = (picture, ClientRecord.Write(picture, value));
            }
            else
            {
                records.RemoveAt(i);
            }
        }

        return hasAsked;
    }

    private string Cursor(RecordKey key, RoomRecordOrder order) => key.ToCursor(order) is var cursor && cursor.StartsWith(SealMark) ? Sealed(key, order) : key.ToCursor(order);

    private string Sealed(RecordKey key, RoomRecordOrder order) => SealMark + _seal.Seal(key.ToCursor(order));
}
