using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Subscriptions;

/// <summary>
/// The channels of one connection to a backend. The subscribers of a channel are counted: for the first one the channel is subscribed at
/// the backend, and after the last one it is unsubscribed. Only one operation on a channel runs at a time, and the table is asked again
/// after each. So the last look decides, however fast subscribers come and go.
/// </summary>
/// <remarks>
/// The table itself does no I/O. Its owner asks which operation is due (<see cref="TryBegin"/>), performs it, and reports the result
/// (<see cref="End"/>). When an operation has ended, the wanted state is compared with the present state. So an operation that began before
/// a subscriber came or went cannot decide about that subscriber.
/// </remarks>
internal sealed class SubscriptionTable<TChannel, TSubscriber>
    where TChannel : notnull
    where TSubscriber : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TChannel, ChannelState<TSubscriber>> _channels = [];

    /// <summary>All channels that have subscribers or are still subscribed at the backend.</summary>
    public IReadOnlyList<TChannel> Channels
    {
        get
        {
            lock (_gate)
            {
                return [.. _channels.Keys];
            }
        }
    }

    /// <summary>Adds a subscriber to a channel.</summary>
    /// <returns>A task that completes when the channel is subscribed at the backend, or an attempt has failed. It does not fail.</returns>
    public Task Add(TChannel channel, TSubscriber subscriber)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(channel, out var state))
            {
                _channels[channel] = state = new ChannelState<TSubscriber>();
            }

            state.Subscribers = [.. state.Subscribers, subscriber];
            return state.WhenSettled();
        }
    }

    /// <summary>Removes a subscriber from a channel. It gets no more messages from now on.</summary>
    /// <returns>
    /// A task that completes when the channel is in the state that the others want, or an attempt has failed. It does not fail.
    /// </returns>
    public Task Remove(TChannel channel, TSubscriber subscriber)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(channel, out var state))
            {
                return Task.CompletedTask;
            }

            state.Subscribers = [.. state.Subscribers.Where(present => present != subscriber)];
            var settled = state.WhenSettled();
            Forget(channel, state);
            return settled;
        }
    }

    /// <summary>
    /// Finds the subscribers of a channel. The result stays the same until <see cref="End"/> has reported that the channel is not
    /// subscribed any more.
    /// </summary>
    public bool TryFind(TChannel channel, [NotNullWhen(true)] out ChannelState<TSubscriber>? state)
    {
        lock (_gate)
        {
            return _channels.TryGetValue(channel, out state);
        }
    }

    /// <summary>
    /// Whether an operation on a channel is due. If so it has begun, and no other operation begins until <see cref="End"/>.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="listen">Whether to subscribe; otherwise to unsubscribe.</param>
    public bool TryBegin(TChannel channel, out bool listen)
    {
        lock (_gate)
        {
            listen = false;
            if (!_channels.TryGetValue(channel, out var state) || state.IsChanging || state.IsSettled)
            {
                return false;
            }

            state.IsChanging = true;
            listen = state.IsWanted;
            return true;
        }
    }

    /// <summary>
    /// Whether a channel that counts as subscribed can be unsubscribed, to subscribe it again. If so this has begun, and no other operation
    /// begins until <see cref="End"/>.
    /// </summary>
    public bool TryBeginAnew(TChannel channel)
    {
        lock (_gate)
        {
            return _channels.TryGetValue(channel, out var state) && state is { IsListening: true, IsChanging: false } && (state.IsChanging = true);
        }
    }

    /// <summary>Ends the operation on a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isListening">Whether the channel is subscribed now.</param>
    /// <param name="failed">Whether the operation has not reached its goal. Callers that wait for it stop waiting.</param>
    public void End(TChannel channel, bool isListening, bool failed = false)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(channel, out var state))
            {
                return;
            }

            state.IsChanging = false;
            state.IsListening = isListening;
            if (failed || state.IsSettled)
            {
                state.Settle();
            }

            Forget(channel, state);
        }
    }

    /// <summary>Called when the connection is lost, and with it all subscriptions and the operations under way.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            foreach (var (channel, state) in _channels.ToArray())
            {
                state.IsChanging = state.IsListening = false;
                if (state.IsSettled)
                {
                    state.Settle();
                }

                Forget(channel, state);
            }
        }
    }

    private void Forget(TChannel channel, ChannelState<TSubscriber> state)
    {
        if (state is { IsWanted: false, IsListening: false, IsChanging: false })
        {
            _channels.Remove(channel);
        }
    }
}
