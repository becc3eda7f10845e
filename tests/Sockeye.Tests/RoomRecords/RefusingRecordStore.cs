namespace Sockeye.Tests.Records;

/// <summary>A store that can be read, and refuses writes as long as it is told to.</summary>
internal sealed class RefusingRecordStore(RecordStore inner) : RecordStore
{
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Refuses { get; set; }

    /// <summary>Completes when it has refused a write.</summary>
    public Task Refused => _refused.Task.Within();

    public override ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits)
    {
        if (Refuses)
        {
            _refused.TrySetResult();
            throw new ClusterPublishException("The store is away.", new IOException());
        }

        return inner.WriteAsync(ns, write, limits);
    }

    public override ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit) => inner.ReadAsync(ns, position, limit);
}
