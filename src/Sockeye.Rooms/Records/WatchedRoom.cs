namespace Sockeye.Records;

/// <summary>What has happened to a room within a window.</summary>
internal sealed class WatchedRoom
{
    /// <summary>Whether its record was created, changed or ended. If not, only its members have changed.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The record before the first change; <see langword="null"/> if there was none.</summary>
    public RecordPicture? Before { get; private set; }

    /// <summary>The last record that existed only for a part of the window. A list that was read then may have it.</summary>
    public RecordPicture? Between { get; private set; }

    /// <summary>The record after the last change; <see langword="null"/> if it has ended.</summary>
    public RecordPicture? Now { get; private set; }

    /// <summary>Why it has ended, if it has.</summary>
    public RoomRecordEnd End { get; private set; }

    public void Add(RecordNews news)
    {
        var former = news.Kind switch
        {
            RoomRecordChangeKind.Created => null,
            RoomRecordChangeKind.Changed => news.Before,
            _ => news.Picture,
        };
        if (!HasNews)
        {
            HasNews = true;
            Before = former;
        }
        else if (former is not null)
        {
            Between = former;
        }

        Now = news.Kind == RoomRecordChangeKind.Deleted ? null : news.Picture;
        End = news.End;
    }
}
