using Microsoft.CodeAnalysis;
using Sockeye.Generators.Naming;

namespace Sockeye.Generators.Contracts;

/// <summary>Finds types that System.Text.Json cannot write, or cannot read back.</summary>
internal static class JsonTypes
{
    private const string Attributes = "System.Text.Json.Serialization.";
    private const string IsCode = "is code, not data";
    private const string IsRunning = "is something that runs: send its result";
    private const string IsOfTheProcess = "belongs to the running process";

    private static readonly Dictionary<string, string> Unwritable = new(StringComparer.Ordinal)
    {
        ["System.Delegate"] = IsCode,
        ["System.Type"] = IsCode,
        ["System.Reflection.MemberInfo"] = IsCode,
        ["System.Reflection.Assembly"] = IsCode,
        ["System.Threading.Tasks.Task"] = IsRunning,
        ["System.Threading.Tasks.ValueTask"] = IsRunning,
        ["System.Collections.Generic.IAsyncEnumerable"] = "is a stream: return it from a method of the server's interface",
        ["System.Threading.CancellationToken"] = "ends a call: make it the last parameter of a method that returns a task",
        ["System.Threading.CancellationTokenSource"] = IsOfTheProcess,
        ["System.Threading.WaitHandle"] = IsOfTheProcess,
        ["System.IO.Stream"] = "is not a value: send byte[], or several events",
        ["System.Exception"] = "cannot be read back: send its message",
        ["System.IServiceProvider"] = IsOfTheProcess,
        ["System.IntPtr"] = "is a pointer",
        ["System.UIntPtr"] = "is a pointer",
        ["System.ValueTuple"] = "has fields, which are not written: send a record",
        ["Sockeye.Acknowledgement"] = "answers by itself: return Task<T> in its place",
        ["Sockeye.EventArguments"] = "is a list of arguments: write them as parameters",
        ["Sockeye.SocketEmitter"] = IsOfTheProcess,
        ["Sockeye.Emitter"] = IsOfTheProcess,
        ["Sockeye.Client.ClientEmitter"] = IsOfTheProcess,
    };

    /// <summary>
    /// Gets the first type inside a type that cannot be sent, with the reason; <see langword="null"/> if all can be sent.
    /// </summary>
    public static (ITypeSymbol Type, string Reason)? FindUnwritable(ITypeSymbol type) =>
        Find(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    private static (ITypeSymbol Type, string Reason)? Find(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }

        return type switch
        {
            IPointerTypeSymbol or IFunctionPointerTypeSymbol => (type, "is a pointer"),
            IArrayTypeSymbol { Rank: > 1 } => (type, "has more than one dimension: send an array of arrays"),
            IArrayTypeSymbol array => Find(array.ElementType, seen),
            INamedTypeSymbol named => FindInNamed(named, seen),
            _ => null,
        };
    }

    private static (ITypeSymbol Type, string Reason)? FindInNamed(INamedTypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (type.Attribute(Attributes + "JsonConverterAttribute") is not null)
        {
            return null;
        }

        if (ReasonOf(type) is { } reason)
        {
            return (type, reason);
        }

        foreach (var argument in type.TypeArguments)
        {
            if (Find(argument, seen) is { } found)
            {
                return found;
            }
        }

        return FindInProperties(type, seen);
    }

    private static string? ReasonOf(INamedTypeSymbol type)
    {
        if (type.IsRefLikeType)
        {
            return "lives on the stack: send an array";
        }

        foreach (var one in type.WithBases())
        {
            if (Unwritable.TryGetValue(one.FullName(), out var reason))
            {
                return reason;
            }
        }

        return null;
    }

    private static (ITypeSymbol Type, string Reason)? FindInProperties(INamedTypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        foreach (var property in type.WithBases().TakeWhile(static one => !IsOfThePlatform(one)).SelectMany(static one => one.GetMembers().OfType<IPropertySymbol>()))
        {
            if (IsWritten(property) && Find(property.Type, seen) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsWritten(IPropertySymbol property) =>
        property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public }
        && property.Attribute(Attributes + "JsonIgnoreAttribute") is not { NamedArguments.IsEmpty: true }
        && property.Attribute(Attributes + "JsonConverterAttribute") is null;

    // Types that System.Text.Json supports, independent of their properties.
    private static bool IsOfThePlatform(INamedTypeSymbol type)
    {
        var ns = type.ContainingNamespace;
        while (ns is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            ns = ns.ContainingNamespace;
        }

        return ns?.Name is "System" or "Microsoft";
    }
}
