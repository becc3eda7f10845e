using System.Threading.Channels;

namespace Sockeye.Samples.Gateway;

/// <summary>The orders that wait for the kitchen.</summary>
internal sealed class OrderQueue
{
    private readonly Channel<Order> _orders = Channel.CreateBounded<Order>(100);
    private int _lastNumber;

    public int NextNumber() => Interlocked.Increment(ref _lastNumber);

    public bool TryAdd(Order order) => _orders.Writer.TryWrite(order);

    public IAsyncEnumerable<Order> ReadAllAsync(CancellationToken cancellationToken) => _orders.Reader.ReadAllAsync(cancellationToken);
}
