namespace Sockeye.Simulation;

/// <summary>Runs seeds one after the other, and some of them twice: a run that differs from itself is a finding too.</summary>
internal static class Search
{
    private const int TwiceEach = 25;

    /// <returns>How many failed.</returns>
    public static async Task<int> RunAsync(long from, long count)
    {
        var failed = 0;
        for (var seed = from; seed < from + count; seed++)
        {
            var plan = Plan.Of((ulong)seed);
            var result = await Run.StartAsync(plan);
            var finding = result.Finding?.Message;
            if (finding is null && seed % TwiceEach == 0 && await Run.StartAsync(plan) is var again && again.Hash != result.Hash)
            {
                finding = $"not-replayed: the same seed gave {result.Hash:x16} and then {again.Hash:x16}";
            }

            if (finding is not null)
            {
                failed++;
                Console.WriteLine($"    seed {seed} [FAIL]\n      {finding}");
            }
        }

        return failed;
    }
}
