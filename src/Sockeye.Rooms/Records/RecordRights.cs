namespace Sockeye.Records;

/// <summary>
/// Checks whether a socket may list a room, for exactly the record that the client would read. While a rule is evaluated,
/// <see cref="Find"/> returns that record, even if it has changed since. So a rule that looks at the record decides about what is sent, and
/// about the end of a record that no longer exists.
/// </summary>
internal sealed class RecordRights(RecordBook book)
{
    private const int AskAgainAtMost = 5;

    private static readonly Task<RoomVerdict> Allowed = Task.FromResult(RoomVerdict.Allow);

    private readonly AsyncLocal<Question?> _question = new();

    /// <summary>Whether there may be rooms that not everyone may list.</summary>
    public bool IsRestricted => book.Namespace.RoomGate is not null;

    /// <summary>The record of a room. While a rule is evaluated for it, this is the record in question.</summary>
    public RecordPicture? Find(string room) =>
        _question.Value is { IsOpen: true } question && question.Room == room ? question.Picture : book.Find(room);

    /// <summary>Checks a record.</summary>
    /// <param name="socket">The socket of the client that would read it.</param>
    /// <param name="room">The room.</param>
    /// <param name="picture">The record; <see langword="null"/> if the room has none.</param>
    public Task<RoomVerdict> AskAsync(Socket socket, string room, RecordPicture? picture) =>
        book.Namespace.RoomGate is { } gate ? AskAsync(gate, socket, room, picture) : Allowed;

    /// <summary>
    /// Checks the record of a room in its state after the rule has answered. The client may have got newer changes meanwhile, and must not
    /// get an older state.
    /// </summary>
    /// <returns>
    /// The verdict, and the record that it belongs to. If the record changes each time while the rule runs, it is an older one, as its
    /// version shows.
    /// </returns>
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

    // The value that is set here is visible only in the rule and in what the rule starts, which may run beyond the check. The caller does
    // not see it.
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
