using System.Reflection;

namespace Sockeye.Contracts.Assemblies;

/// <summary>The assemblies of an application as metadata: none of their code is loaded or run.</summary>
internal sealed class AssemblySet : IDisposable
{
    private readonly MetadataLoadContext _context;

    private AssemblySet(MetadataLoadContext context, IReadOnlyList<Assembly> assemblies)
    {
        _context = context;
        Assemblies = assemblies;
    }

    /// <summary>Those that may have contracts, the application's own first.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; }

    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="BadImageFormatException">A file is no assembly.</exception>
    public static AssemblySet Open(IReadOnlyList<string> assemblies, IReadOnlyList<string> references)
    {
        var context = new MetadataLoadContext(new PathAssemblyResolver(assemblies.Concat(references)));
        try
        {
            return new AssemblySet(context, [.. assemblies.Select(context.LoadFromAssemblyPath)]);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    public void Dispose() => _context.Dispose();
}
