using System.Diagnostics;

namespace Sockeye.Tests.Backends;

/// <summary>What the clock of an engine brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Asks until there is something.</summary>
    public static async Task<T> Become<T>(Func<Task<T?>> find)
        where T : class
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            if (await find() is { } found)
            {
                return found;
            }

            Assert.True(clock.Elapsed < Limit);
        }
    }
}
