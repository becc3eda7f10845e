using System.Runtime.CompilerServices;

namespace Sockeye.Tests.Contracts;

/// <summary>Streams shapes.</summary>
internal sealed class Drawing
{
    public static async IAsyncEnumerable<Shape> Draw(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new Circle(i);
        }
    }
}
