using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Text;

/// <summary>A diagnostic as a value. The last step of a generator reports it.</summary>
/// <param name="Descriptor">The descriptor.</param>
/// <param name="Location">The location; <see langword="null"/> for code of another assembly.</param>
/// <param name="Arguments">The arguments of its message.</param>
internal sealed record Finding(DiagnosticDescriptor Descriptor, SourceLocation? Location, EquatableArray<string> Arguments)
{
    public static Finding Of(DiagnosticDescriptor descriptor, SourceLocation? location, params string[] arguments) =>
        new(descriptor, location, arguments.ToEquatable());

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location?.ToLocation(), [.. Arguments]);
}
