using Sockeye.Backends.Memory;

namespace Sockeye.Simulation;

/// <summary>
/// What all servers share, as an engine beside them has it. It remembers what was written, and so can go back to what it was a while ago, as a replica does that takes over: with the same
/// epoch and older revisions, from which it goes on.
/// </summary>
internal sealed class StoreEngine(World world, IdSource ids)
{
    private readonly StoreClock _clock = new(world);
    private readonly List<StoreCall> _calls = [];
    private readonly Dictionary<string, long> _deleted = new(StringComparer.Ordinal);

    /// <summary>What it has.</summary>
    public RoomBackend Now { get; private set; } = new MemoryRoomBackend(new StoreClock(world));

    /// <summary>Where it runs.</summary>
    public Node Node { get; } = new(world, "store");

    /// <summary>Whether it answers nobody.</summary>
    public bool IsDown { get; set; }

    /// <summary>Of a hundred calls, so many take long.</summary>
    public int Slow { get; set; }

    /// <summary>Of a hundred calls, so many are made and not answered.</summary>
    public int Unanswered { get; set; }

    /// <summary>When the record of a room was last deleted, for whatever reason; or never.</summary>
    public long DeletedAt(string room) => _deleted.GetValueOrDefault(room, -1);

    public void Deleted(string room) => _deleted[room] = world.Now;

    public T Call<T>(Func<RoomBackend, ValueTask<T>> call, bool changes)
    {
        ids.Recorded.Clear();
        var result = Result(call(Now));
        if (changes || ids.Recorded.Count > 0)
        {
            _calls.Add(new StoreCall(world.Now, [.. ids.Recorded], backend => Result(call(backend))));
        }

        return result;
    }

    /// <summary>What it has, for whoever looks on.</summary>
    public T Look<T>(Func<RoomBackend, ValueTask<T>> look) => Result(look(Now));

    /// <summary>Goes back to what it was at a time.</summary>
    public void GoBack(long time)
    {
        var calls = _calls.TakeWhile(call => call.Time <= time).ToArray();
        Now = new MemoryRoomBackend(_clock);
        foreach (var call in calls)
        {
            _clock.Shown = call.Time;
            ids.Replay(call.Random);
            call.Again(Now);
        }

        ids.Replay([]);
        _clock.Shown = null;
        _calls.RemoveRange(calls.Length, _calls.Count - calls.Length);
    }

    /// <summary>Loses everything.</summary>
    public void Lose()
    {
        _calls.Clear();
        Now = new MemoryRoomBackend(_clock);
    }

    // Memory does not let anybody wait.
    private static T Result<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The store in memory waits.");
}
