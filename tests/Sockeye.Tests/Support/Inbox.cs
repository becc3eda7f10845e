using System.Threading.Channels;

namespace Sockeye.Tests.Support;

/// <summary>What handlers of the application saw, in order, for the test to wait for.</summary>
internal sealed class Inbox<T>
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    /// <summary>How many items have come that nobody has taken.</summary>
    public int Count => _items.Reader.Count;

    public void Add(T item) => Assert.True(_items.Writer.TryWrite(item));

    public async Task<T> NextAsync() => await _items.Reader.ReadAsync().Within();

    public async Task<List<T>> NextAsync(int count)
    {
        var items = new List<T>(count);
        while (items.Count < count)
        {
            items.Add(await NextAsync());
        }

        return items;
    }
}
