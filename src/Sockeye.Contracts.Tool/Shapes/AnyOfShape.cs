namespace Sockeye.Contracts.Shapes;

/// <summary>A value that has one of several shapes.</summary>
internal sealed record AnyOfShape(IReadOnlyList<Shape> Shapes) : Shape
{
    /// <summary>Combines shapes, each of them once.</summary>
    public static Shape Of(IEnumerable<Shape> shapes) => shapes.Distinct().ToArray() is var distinct && distinct.Length == 1 ? distinct[0] : new AnyOfShape(distinct);
}
