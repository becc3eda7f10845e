using System.Diagnostics;

namespace Sockeye.Fuzz;

/// <summary>Gives one target inputs and looks at what becomes of them.</summary>
internal sealed class FuzzRun(IFuzzTarget target)
{
    // Decoding a few kilobytes takes microseconds: this is for what hangs, on the slowest of machines.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>The number of inputs so far.</summary>
    public long Count { get; private set; }

    /// <summary>Tries the seeds and mutations of them.</summary>
    /// <param name="seed">Makes the same inputs again.</param>
    /// <param name="goOn">Asked before each input.</param>
    /// <returns>The first finding, if any.</returns>
    public Finding? Search(int seed, Func<bool> goOn)
    {
        foreach (var input in target.Seeds)
        {
            if (Try(input) is { } finding)
            {
                return finding;
            }
        }

        var mutator = new Mutator(target.Seeds, new Random(seed));
        while (goOn())
        {
            if (Try(mutator.Next()) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    /// <summary>Tries one input.</summary>
    /// <returns>What is wrong with the decoder, if anything.</returns>
    public Finding? Try(byte[] input)
    {
        Count++;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            return new Finding(input, exception is InvariantException ? exception.Message : "It threw.", exception);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (elapsed > TimeLimit)
        {
            return new Finding(input, $"It took {elapsed}.", null);
        }

        // What is held at any time is less than what was allocated in all.
        return allocated > AllocationLimit(input.Length) ? new Finding(input, $"It allocated {allocated} bytes for {input.Length}.", null) : null;
    }

    // A target decodes several times, and looks at what came out; JSON of MessagePack is up to twenty times as large.
    private static long AllocationLimit(int length) => 4_000_000 + (1000L * length);
}
