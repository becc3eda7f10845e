namespace Sockeye.Records;

/// <summary>
/// Asks whether a socket may list a room, of the very record that the client would read: while the rule is asked, <see cref="Find"/> gives that one, whatever has become of the record since.
/// So a rule that looks at the record decides about what is sent, and about the end of a record that is gone.
/// </summary>
internal sealed class RecordRights(RecordBook book)
{
    private const int AskAgainAtMost = 5;

    private static readonly Task<RoomVerdict> Allowed = Task.FromResult(RoomVerdict.Allow);

    private readonly AsyncLocal<Question?> _question = new();

    /// <summary>Whether there may be rooms that not everybody may list.</summary>
    public bool IsRestricted => book.Namespace.RoomGate is not null;

    /// <summary>The record of a room; while a rule is asked about it, the one that it is asked about.</summary>
    public RecordPicture? Find(string room) =>
        _question.Value is { IsOpen: true } question && question.Room == room ? question.Picture : book.Find(room);

    /// <summary>Asks about a record.</summary>
    /// <param name="socket">Whose client would read it.</param>
    /// <param name="room">The room.</param>
    /// <param name="picture">The record; none if the room has none.</param>
    public Task<RoomVerdict> AskAsync(Socket socket, string room, RecordPicture? picture) =>
        book.Namespace.RoomGate is { } gate ? AskAsync(gate, socket, room, picture) : Allowed;

    /// <summary>
    /// Asks about the record of a room as it is when the rule has answered. The client may have heard meanwhile of what has become of it, and must not go back to what was before.
    /// </summary>
    /// <returns>The verdict, and the record that it is about. If the record changes each time that the rule is asked, it is an older one, which its version tells.</returns>
    public async ValueTask<(RoomVerdict Verdict, RecordPicture? Picture)> AskOfNewestAsync(Socket socket, string room)
    {
        for (var left = AskAgainAtMost; ; left--)
        {
            var picture = book.Find(room);
            var verdict = await AskAsync(socket, room, picture);
            var now = book.Find(room);
            if (now?.Record.Tag == picture?.Record.Tag)
            {
                return (verdict, now);
            }

            if (left == 0)
            {
                return (verdict, picture);
            }
        }
    }

    // What is set here is forgotten by the caller: it flows into the rule only, and into what the rule starts. That may go on when the question is over.
    private async Task<RoomVerdict> AskAsync(IRoomGate gate, Socket socket, string room, RecordPicture? picture)
    {
        var question = new Question(room, picture);
        _question.Value = question;
        try
        {
            return await gate.CheckAsync(socket, room, RoomAccess.List);
        }
        finally
        {
            question.IsOpen = false;
        }
    }

    private sealed class Question(string room, RecordPicture? picture)
    {
        private volatile bool _isOpen = true;

        public string Room => room;

        public RecordPicture? Picture => picture;

        public bool IsOpen
        {
            get => _isOpen;
            set => _isOpen = value;
        }
    }
}
