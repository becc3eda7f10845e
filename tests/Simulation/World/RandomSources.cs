using System.Reflection;

namespace Sockeye.Simulation;

/// <summary>Gives the code under test the random bytes of a run. Each assembly has a <c>RandomSource</c> of its own, of the same name.</summary>
internal static class RandomSources
{
    private static readonly Assembly[] Roots = [typeof(SocketIOServer).Assembly, typeof(Presence).Assembly];

    // One that is left out makes the same seed give something else: all that they refer to are looked at.
    private static readonly Action<Action<Span<byte>>>[] All =
    [
        .. Roots.SelectMany(static root => root.GetReferencedAssemblies())
            .Where(static name => name.Name!.StartsWith("Sockeye", StringComparison.Ordinal))
            .Select(Assembly.Load)
            .Concat(Roots)
            .Distinct()
            .Select(static assembly => assembly.GetType("Sockeye.Randomness.RandomSource"))
            .OfType<Type>()
            .Select(static type => type.GetMethod("Replace", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Action<Action<Span<byte>>>>()),
    ];

    public static void Replace(Action<Span<byte>> fill)
    {
        foreach (var replace in All)
        {
            replace(fill);
        }
    }
}
