namespace Sockeye;

/// <summary>A change of a record that is about to be made. The hooks of <see cref="RoomRecordOptions{T}"/> decide about it.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class RoomRecordAttempt<T>
{
    internal RoomRecordAttempt(string room, RoomRecord<T>? current, T? value)
    {
        Room = room;
        Current = current;
        Value = value;
    }

    /// <summary>The name of the room.</summary>
    public string Room { get; }

    /// <summary>The record that would be changed or deleted; <see langword="null"/> if one would be created.</summary>
    public RoomRecord<T>? Current { get; }

    /// <summary>The new value; the default value of the type if the record would be deleted.</summary>
    public T? Value { get; }
}
