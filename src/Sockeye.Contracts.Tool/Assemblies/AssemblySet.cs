using System.Reflection;

namespace Sockeye.Contracts.Assemblies;

/// <summary>The assemblies of an application as metadata. Their code is neither loaded nor run.</summary>
internal sealed class AssemblySet : IDisposable
{
    private readonly MetadataLoadContext _context;

    private AssemblySet(MetadataLoadContext context, IReadOnlyList<Assembly> assemblies)
    {
        _context = context;
        Assemblies = assemblies;
    }

    /// <summary>The assemblies that may have contracts, the application first.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; }

    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="BadImageFormatException">A file is not an assembly.</exception>
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
