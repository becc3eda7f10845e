using System.Reflection;
using Sockeye.Engine;

namespace Sockeye.Simulation;

/// <summary>Gives the code under test the random bytes of a run. Each assembly has a <c>RandomSource</c> of its own, of the same name.</summary>
internal static class RandomSources
{
    private static readonly Action<Action<Span<byte>>>[] All =
    [
        .. new[] { typeof(EngineServer).Assembly, typeof(SocketIOServer).Assembly, typeof(Presence).Assembly }.Distinct()
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
