using System.Diagnostics;
using System.Globalization;
using Sockeye.Fuzz;

// fuzz TARGET|all [--minutes N] [--seed N]      looks for inputs that a decoder cannot take
// fuzz TARGET --replay FILE                     tries one that was found
var names = string.Join(", ", FuzzTargets.All.Select(static target => target.Name));
var targets = FuzzTargets.All.Where(target => args is [var name, ..] && (name == "all" || name == target.Name)).ToList();
var minutes = double.Parse(Option("--minutes") ?? "1", CultureInfo.InvariantCulture);
var seed = int.Parse(Option("--seed") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
if (targets.Count == 0)
{
    Console.Error.WriteLine($"usage: fuzz TARGET|all [--minutes N] [--seed N] [--replay FILE]\ntargets: {names}");
    return 2;
}

foreach (var target in targets)
{
    var run = new FuzzRun(target);
    var started = Stopwatch.GetTimestamp();
    var finding = Option("--replay") is { } file
        ? run.Try(await File.ReadAllBytesAsync(file))
        : run.Search(seed, () => Stopwatch.GetElapsedTime(started).TotalMinutes < minutes);
    Console.WriteLine($"{target.Name}: {run.Count} inputs from seed {seed}, {(finding is null ? "nothing found" : "found:")}");
    if (finding is not null)
    {
        var saved = Path.GetFullPath($"fuzz-{target.Name}-{seed}.bin");
        await File.WriteAllBytesAsync(saved, finding.Input);
        Console.WriteLine($"{finding}\nsaved as {saved}");
        return 1;
    }
}

return 0;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
