namespace Sockeye.Benchmarks;

internal sealed class ScopedHandlers(ScopedAdder adder)
{
    public int Scoped(int first, int second) => adder.Add(first, second);
}
