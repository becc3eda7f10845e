using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Benchmarks;

/// <summary>A service of one call.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "It stands for a service with state.")]
internal sealed class ScopedAdder
{
    public int Add(int first, int second) => first + second;
}
