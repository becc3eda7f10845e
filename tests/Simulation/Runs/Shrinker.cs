namespace Sockeye.Simulation;

/// <summary>Makes a plan that fails shorter, as long as it goes on failing in the same way: clients and faults first, then steps.</summary>
internal sealed class Shrinker(string kind)
{
    private const int MostRuns = 600;

    private int _runs;

    public async Task<Plan> ShrinkAsync(Plan plan)
    {
        for (var client = 0; client < plan.Scenario.Clients; client++)
        {
            plan = await TryAsync(plan, plan.Steps.Where(step => !step.IsOfClient || step.Who != client));
        }

        plan = await TryAsync(plan, plan.Steps.Where(static step => step.IsOfClient));
        for (var size = Math.Max(1, plan.Steps.Count / 2); size > 0; size /= 2)
        {
            for (var at = plan.Steps.Count - size; at > -size && _runs < MostRuns; at -= size)
            {
                var first = Math.Max(0, at);
                plan = await TryAsync(plan, plan.Steps.Where((_, index) => index < first || index >= at + size));
            }
        }

        return plan;
    }

    private async Task<Plan> TryAsync(Plan plan, IEnumerable<Step> steps)
    {
        var shorter = plan with { Steps = [.. steps] };
        if (shorter.Steps.Count == plan.Steps.Count)
        {
            return plan;
        }

        _runs++;
        return (await Run.StartAsync(shorter)).Kind == kind ? shorter : plan;
    }
}
