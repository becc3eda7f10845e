using Sockeye.Adapters;
using Sockeye.Packets;

namespace Sockeye.Broadcasting;

/// <summary>
/// Sends to the chosen sockets of each namespace of a pattern, and combines the results. The arguments are written once; the name of the
/// namespace is in each packet.
/// </summary>
internal sealed class PatternBroadcast(ParentNamespace pattern)
{
    public SocketIOServer Server => pattern.Server;

    public bool MayHaveTargets(BroadcastOptions options) => pattern.Children.Any(child => child.Adapter.MayHaveTargets(options));

    /// <summary>Begins an event. Its arguments are read again for each namespace.</summary>
    public PacketWriter StartEvent(string eventName) => Server.MainNamespace.StartEvent(eventName);

    public ValueTask SendAsync(PacketWriter writer, BroadcastOptions options)
    {
        var args = Arguments(writer);
        return ForEachAsync(child => child.Adapter.MayHaveTargets(options) ? child.Delivery.BroadcastAsync(child.StartPacket().AddAll(args), options) : default);
    }

    public async Task<BroadcastAcks> SendWithAckAsync(PacketWriter writer, BroadcastOptions options, CancellationToken cancellationToken)
    {
        var args = Arguments(writer);
        var acks = await AskAllAsync(child =>
            child.Adapter.BroadcastWithAckAsync(child.StartPacket().AddAll(args).ToEvent(child.NextAckId()), options, cancellationToken));
        return new BroadcastAcks(
            [.. acks.SelectMany(static each => each.Answers)],
            [.. acks.SelectMany(static each => each.TimedOut)],
            [.. acks.SelectMany(static each => each.Left)],
            acks.Sum(static each => each.TimedOutElsewhere),
            MissingOf(acks.Select(static each => each.Missing)));
    }

    public async Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken)
    {
        var found = await AskAllAsync(child => child.Adapter.FetchSocketsAsync(options, cancellationToken));
        return new ClusterResult<RemoteSocket>([.. found.SelectMany(static each => each)], MissingOf(found.Select(static each => each.Missing)));
    }

    public async Task<ClusterCount> CountAsync(BroadcastOptions options, CancellationToken cancellationToken)
    {
        var counts = await AskAllAsync(child => child.Adapter.CountAsync(options, cancellationToken));
        return new ClusterCount(counts.Sum(static each => each.Value), MissingOf(counts.Select(static each => each.Missing)));
    }

    /// <summary>
    /// Calls a function for each namespace. All calls are started before any is awaited, so a failing one does not hinder the others.
    /// </summary>
    public ValueTask ForEachAsync(Func<Namespace, ValueTask> act)
    {
        List<Task>? running = null;
        foreach (var child in pattern.Children)
        {
            var task = Start(child, act);
            if (!task.IsCompletedSuccessfully)
            {
                (running ??= []).Add(task.AsTask());
            }
        }

        return running is null ? default : new ValueTask(Task.WhenAll(running));
    }

    // The name and the arguments. The writer belongs to the thread, and each namespace uses it again.
    private EventArguments Arguments(PacketWriter writer)
    {
        var written = writer.ToEvent();
        return ClusterReceiver.ToArguments(Server.MainNamespace, new ClusterPayload(written.Payload, written.Attachments), 0);
    }

    // One that cannot even be asked is a task that failed, as the others are waited for all the same.
    private Task<T[]> AskAllAsync<T>(Func<Namespace, Task<T>> ask) => Task.WhenAll([.. pattern.Children.Select(async child => await ask(child))]);

    private static async ValueTask Start(Namespace child, Func<Namespace, ValueTask> act) => await act(child);

    private static string[] MissingOf(IEnumerable<IReadOnlyList<string>> missing) => [.. missing.SelectMany(static each => each).Distinct(StringComparer.Ordinal)];
}
