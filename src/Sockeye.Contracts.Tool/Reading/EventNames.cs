using System.Reflection;
using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Reading;

/// <summary>The names that attributes give to events.</summary>
internal static class EventNames
{
    public static string? Given(MethodInfo method) => method.Find("Sockeye.EventAttribute")?.Argument<string>(0);
}
