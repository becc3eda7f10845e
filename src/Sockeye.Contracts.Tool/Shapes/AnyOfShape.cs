namespace Sockeye.Contracts.Shapes;

/// <summary>One of some shapes.</summary>
internal sealed record AnyOfShape(IReadOnlyList<Shape> Shapes) : Shape
{
    /// <summary>One of these, each said once.</summary>
    public static Shape Of(IEnumerable<Shape> shapes) => shapes.Distinct().ToArray() is var distinct && distinct.Length == 1 ? distinct[0] : new AnyOfShape(distinct);
}
