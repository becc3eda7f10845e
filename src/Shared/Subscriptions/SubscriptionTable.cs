using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Subscriptions;

/// <summary>
/// The channels of one connection to a backend. Subscribers of a channel are counted: the first one has it listened to, the last one has that ended. Only one
/// operation on a channel runs at a time, and the table is asked again after each: however fast subscribers come and go, the last look decides.
/// </summary>
/// <remarks>
/// The table does nothing itself. Its owner asks for what is due (<see cref="TryBegin"/>), does it, and says what has become of it (<see cref="End"/>). An
/// operation that began before a subscriber came or went never decides about it: what is wanted is compared with what is, when the operation has ended.
/// </remarks>
internal sealed class SubscriptionTable<TChannel, TSubscriber>
    where TChannel : notnull
    where TSubscriber : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TChannel, ChannelState<TSubscriber>> _channels = [];

    /// <summary>All channels that have subscribers, or are still listened to.</summary>
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

    /// <summary>Somebody subscribes to a channel.</summary>
    /// <returns>Completes when the channel is listened to, or an attempt has failed. It does not fail.</returns>
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

    /// <summary>Somebody does not want a channel any longer, and gets nothing of it from now on.</summary>
    /// <returns>Completes when the channel is as the others want it, or an attempt has failed. It does not fail.</returns>
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

    /// <summary>Who gets the messages of a channel. It is the same until <see cref="End"/> has said that the channel is not listened to.</summary>
    public bool TryFind(TChannel channel, [NotNullWhen(true)] out ChannelState<TSubscriber>? state)
    {
        lock (_gate)
        {
            return _channels.TryGetValue(channel, out state);
        }
    }

    /// <summary>Whether an operation on a channel is due: then it has begun, and no other does until <see cref="End"/>.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="listen">Whether to begin to listen, or to end it.</param>
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

    /// <summary>Whether a channel that counts as listened to can be ended, to begin anew: then that has begun, and no other operation does until <see cref="End"/>.</summary>
    public bool TryBeginAnew(TChannel channel)
    {
        lock (_gate)
        {
            return _channels.TryGetValue(channel, out var state) && state is { IsListening: true, IsChanging: false } && (state.IsChanging = true);
        }
    }

    /// <summary>The operation on a channel has ended.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isListening">Whether the channel is listened to now.</param>
    /// <param name="failed">Whether that is not what the operation was to achieve: those who wait for it wait no longer.</param>
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

    /// <summary>The connection is lost, and with it whatever was listened to and whatever was under way.</summary>
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
