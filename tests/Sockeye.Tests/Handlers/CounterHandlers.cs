using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Tests.Handlers;

/// <summary>A class that holds nothing: it is made once.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class CounterHandlers
{
    private static int _made;

    public CounterHandlers() => Interlocked.Increment(ref _made);

    public int Made() => Volatile.Read(ref _made);

    public int Sum(int first, int second) => first + second;
}
