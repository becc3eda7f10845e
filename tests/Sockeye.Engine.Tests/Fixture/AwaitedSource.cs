using System.Threading.Tasks.Sources;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A task of a handler that says when the server waits for it.</summary>
internal sealed class AwaitedSource : IValueTaskSource
{
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ManualResetValueTaskSourceCore<bool> _core;

    public Task Awaited => _awaited.Task;

    public ValueTask Task => new(this, _core.Version);

    public void SetResult() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _core.OnCompleted(continuation, state, token, flags);
        _awaited.TrySetResult();
    }
}
