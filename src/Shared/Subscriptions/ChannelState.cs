namespace Sockeye.Subscriptions;

/// <summary>One channel of a <see cref="SubscriptionTable{TChannel, TSubscriber}"/>, which changes it under its lock.</summary>
internal sealed class ChannelState<TSubscriber>
{
    private volatile TSubscriber[] _subscribers = [];
    private TaskCompletionSource? _settled;

    /// <summary>Who gets the messages of the channel; the array never changes, so that it can be read without the lock.</summary>
    public TSubscriber[] Subscribers
    {
        get => _subscribers;
        set => _subscribers = value;
    }

    public bool IsWanted => _subscribers.Length > 0;

    public bool IsListening { get; set; }

    public bool IsChanging { get; set; }

    public bool IsSettled => IsListening == IsWanted && !IsChanging;

    /// <summary>What is wanted may have changed, or what is: those who wait go on if both are the same now.</summary>
    /// <returns>Completes when they are, or when <see cref="Settle"/> says that nobody shall wait any longer.</returns>
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
