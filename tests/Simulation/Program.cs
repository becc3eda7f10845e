using System.Diagnostics;
using System.Globalization;
using Sockeye.Simulation;

// simulation --seeds N --from S                  runs so many seeds; the exit code is 1 if any failed
// simulation --seed S [--shrink] [--verbose]     runs one; makes it as short as it still fails; tells what happens
var from = Number("--from") ?? 1;
var count = Number("--seeds") ?? 1;
if (Number("--seed") is { } single)
{
    return await OneAsync(Plan.Of((ulong)single)) ? 0 : 1;
}

if (args.Contains("--worker"))
{
    Console.WriteLine(Workers.Result + (await Search.RunAsync(from, count)).ToString(CultureInfo.InvariantCulture));
    return 0;
}

var clock = Stopwatch.StartNew();
var failed = await Workers.RunAsync(from, count);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F1} s"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds, {failed} failed"));
return failed == 0 ? 0 : 1;

async Task<bool> OneAsync(Plan plan)
{
    var result = await Run.StartAsync(plan);
    if (result.Kind is { } kind && args.Contains("--shrink"))
    {
        plan = await new Shrinker(kind).ShrinkAsync(plan);
        Console.WriteLine(string.Join('\n', plan.Steps));
    }

    if (args.Contains("--verbose") || args.Contains("--shrink"))
    {
        result = await Run.StartAsync(plan, args.Contains("--verbose") ? Console.Out : null);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Scenario}, {plan.Steps.Count} things that happen, {result.Steps} steps, hash {result.Hash:x16}"));
    Console.WriteLine(result.Finding is { } finding ? $"found {finding.Message}" : "nothing found");
    return result.Finding is null;
}

long? Number(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
