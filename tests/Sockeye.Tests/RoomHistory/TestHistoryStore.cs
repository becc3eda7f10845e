using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Backends.Memory;

namespace Sockeye.Tests.History;

/// <summary>A store as one far away is: it takes its time, may hang for a room, fail, or give nonsense.</summary>
internal sealed class TestHistoryStore : HistoryStore
{
    private readonly MemoryHistoryStore _inner = new(TimeProvider.System);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private int _reads;

    public bool IsAway { get; set; }

    /// <summary>What is read in the place of events.</summary>
    public Func<ClusterPayload, ClusterPayload>? Spoil { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>What was read stays on its way until this is done.</summary>
    public Task AnswersAfter { get; set; } = Task.CompletedTask;

    /// <summary>Nothing is forgotten before this is done.</summary>
    public Task ForgetsAfter { get; set; } = Task.CompletedTask;

    public Inbox<string> Read { get; } = new();

    public Inbox<string> Asked { get; } = new();

    public Action<IServiceCollection> Services => services => services.AddSocketIO().UseRoomBackend(_ => new Backend(this));

    /// <summary>The store answers nothing for a room, until it is let go.</summary>
    public void Hold(string room) => _held[room] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo(string room)
    {
        if (_held.TryRemove(room, out var held))
        {
            held.SetResult();
        }
    }

    public override bool IsOffset(string text) => _inner.IsOffset(text);

    public override async ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options)
    {
        await WayAsync(room);
        var offsets = await _inner.AppendAsync(ns, room, events, options);
        await WayBackAsync();
        return offsets;
    }

    public override async ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options)
    {
        Interlocked.Increment(ref _reads);
        await WayAsync(room);
        var page = await _inner.ReadAsync(ns, room, query, options);
        Read.Add(room);
        await AnswersAfter;
        await WayBackAsync();
        return Spoil is { } spoil ? page with { Entries = [.. page.Entries.Select(entry => entry with { Event = spoil(entry.Event) })] } : page;
    }

    public override async ValueTask DeleteAsync(string ns, string room, string? upToOffset)
    {
        await WayAsync(room);
        await ForgetsAfter;
        await _inner.DeleteAsync(ns, room, upToOffset);
    }

    private async Task WayAsync(string room)
    {
        Asked.Add(room);
        await Task.Yield();
        if (_held.TryGetValue(room, out var held))
        {
            await held.Task;
        }

        if (IsAway)
        {
            throw new ClusterPublishException("away");
        }
    }

    // Others get a turn meanwhile, sometimes many.
    private static async Task WayBackAsync()
    {
        for (var turns = Random.Shared.Next(30); turns > 0; turns--)
        {
            await Task.Yield();
        }
    }

    private sealed class Backend(HistoryStore store) : RoomBackend
    {
        public override RoomChannel? Channel => null;

        public override RecordStore Records => throw new NotSupportedException();

        public override HistoryStore History => store;

        public override ClaimStore Claims => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => default;
    }
}
