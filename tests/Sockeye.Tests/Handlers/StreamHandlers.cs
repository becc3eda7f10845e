using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sockeye.Tests.Handlers;

/// <summary>Methods that return streams.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class StreamHandlers(Kettle kettle)
{
    public async IAsyncEnumerable<int> Count(int to)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }

        ObjectDisposedException.ThrowIf(kettle.IsDisposed, this);
    }

    public async IAsyncEnumerable<string> Endless([EnumeratorCancellation] CancellationToken token)
    {
        try
        {
            yield return "first";
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            kettle.Poured.Enqueue("ended");
        }
    }

    public IAsyncEnumerable<string> Listen(Channel<string> items, CancellationToken token) => items.Reader.ReadAllAsync(token);

    public async IAsyncEnumerable<int> Fail(bool refuses)
    {
        yield return 1;
        await Task.Yield();
        throw refuses ? new EventRefusedException("enough", new { code = "E_ENOUGH" }) : new InvalidOperationException("secret of the stream");
    }

    public IAsyncEnumerable<int> FailAtOnce() => throw new EventRefusedException("no stream");

    public async IAsyncEnumerable<byte[]> Large(int count, Kettle own)
    {
        for (var i = 0; i < count; i++)
        {
            own.Poured.Enqueue("large");
            await Task.Yield();
            yield return new byte[10_000];
        }
    }
}
