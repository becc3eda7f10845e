using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Connections;

/// <summary>
/// The channels of an adapter, which are subscribed one after the other. Other servers count this one by its last channel. When that is
/// subscribed, this server receives all their questions and answers.
/// </summary>
internal sealed class SubscriptionChain
{
    private readonly Lock _gate = new();
    private readonly Func<RedisSubscription>[] _channels;
    private readonly List<RedisSubscription> _begun = [];
    private bool _isClosed;

    /// <param name="channels">The functions that subscribe to the channels.</param>
    public SubscriptionChain(params Func<RedisSubscription>[] channels)
    {
        _channels = channels;
        Listening = BeginAsync(0);
    }

    /// <summary>Completes when all channels are subscribed, or when it is clear that they are not yet. It does not fail.</summary>
    public Task Listening { get; }

    /// <summary>Ends the subscriptions. No further one begins.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            return Task.WhenAll(_begun.Select(static subscription => subscription.EndAsync()));
        }
    }

    private async Task BeginAsync(int index)
    {
        RedisSubscription subscription;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _begun.Add(subscription = _channels[index]());
        }

        var rest = index + 1 < _channels.Length ? GoOnAsync(subscription, index + 1) : Task.CompletedTask;
        await subscription.Listening;

        // Clients do not wait while Redis is not reachable.
        if (subscription.Established.IsCompleted)
        {
            await rest;
        }
    }

    private async Task GoOnAsync(RedisSubscription before, int index)
    {
        await before.Established;
        await BeginAsync(index);
    }
}
