using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Text;

/// <summary>A diagnostic as a value, to be reported in the last step of a generator.</summary>
/// <param name="Descriptor">What is wrong, and what to do.</param>
/// <param name="Location">Where; nothing for what is declared in another assembly.</param>
/// <param name="Arguments">What its message names.</param>
internal sealed record Finding(DiagnosticDescriptor Descriptor, SourceLocation? Location, EquatableArray<string> Arguments)
{
    public static Finding Of(DiagnosticDescriptor descriptor, SourceLocation? location, params string[] arguments) =>
        new(descriptor, location, arguments.ToEquatable());

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location?.ToLocation(), [.. Arguments]);
}
