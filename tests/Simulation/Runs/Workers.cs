using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Simulation;

/// <summary>Runs seeds in as many processes as there are processors: within one, everything is one thread.</summary>
internal static class Workers
{
    /// <summary>What a worker says at the end, before the number of seeds that failed.</summary>
    public const string Result = "failed ";

    private const int FewestSeeds = 20;

    /// <returns>How many failed.</returns>
    public static async Task<long> RunAsync(long from, long count)
    {
        var workers = Math.Clamp(count / FewestSeeds, 1, Environment.ProcessorCount);
        var results = Enumerable.Range(0, (int)workers).Select(index =>
        {
            var first = count * index / workers;
            return Task.Factory.StartNew(
                () => RunOne(from + first, (count * (index + 1) / workers) - first), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        });
        return (await Task.WhenAll(results)).Sum();
    }

    private static long RunOne(long from, long count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, string.Create(CultureInfo.InvariantCulture, $"--worker --from {from} --seeds {count}"))
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var failed = count; // if it says nothing, it has died
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(Result, StringComparison.Ordinal))
            {
                failed = long.Parse(line.AsSpan(Result.Length), CultureInfo.InvariantCulture);
            }
            else
            {
                Console.WriteLine(line);
            }
        }

        return failed;
    }
}
