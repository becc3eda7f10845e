using System.Reflection;

namespace Docs.Tests.Reference;

/// <summary>The assemblies of the packages.</summary>
internal static class Product
{
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Sockeye*.dll")
            .Select(static file => Path.GetFileNameWithoutExtension(file))
            .Where(static name => name != "Sockeye.Generators") // The compiler loads it; it has no options, logs or metrics.
            .SelectMany(static name => Assembly.Load(new AssemblyName(name)).GetTypes()),
    ];
}
