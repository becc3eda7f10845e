using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Benchmarks;

[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class SumHandlers
{
    public int Sum(int first, int second) => first + second;
}
