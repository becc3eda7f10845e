using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sockeye.Generators.Text;

/// <summary>A source location as a value, because a <see cref="Location"/> keeps the whole syntax tree.</summary>
internal sealed record SourceLocation(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourceLocation? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault());

    public static SourceLocation? Of(Location? location) =>
        location?.SourceTree is { } tree ? new SourceLocation(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : null;

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
