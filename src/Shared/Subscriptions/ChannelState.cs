namespace Sockeye.Subscriptions;

/// <summary>One channel of a <see cref="SubscriptionTable{TChannel, TSubscriber}"/>, which changes it under its lock.</summary>
internal sealed class ChannelState<TSubscriber>
{
    private volatile TSubscriber[] _subscribers = [];
    private TaskCompletionSource? _settled;

    /// <summary>The subscribers of the channel. The array never changes, so it can be read without the lock.</summary>
    public TSubscriber[] Subscribers
    {
        get => _subscribers;
        set => _subscribers = value;
    }

    public bool IsWanted => _subscribers.Length > 0;

    public bool IsListening { get; set; }

    public bool IsChanging { get; set; }

    public bool IsSettled => IsListening == IsWanted && !IsChanging;

    /// <summary>Waits until the channel is in the wanted state. Call it when the wanted or the present state may have changed.</summary>
    /// <returns>A task that completes when both states are the same, or when <see cref="Settle"/> says that waiting has to end.</returns>
    public Task WhenSettled()
    {
        if (IsSettled)
        {
            Settle();
            return Task.CompletedTask;
        }

        return (_settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public void Settle()
    {
        _settled?.TrySetResult();
        _settled = null;
    }
}
