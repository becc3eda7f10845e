namespace Sockeye.Contracts.Shapes;

/// <summary>A shape or null.</summary>
internal sealed record NullableShape : Shape
{
    private NullableShape(Shape inner) => Inner = inner;

    public Shape Inner { get; }

    public static Shape Of(Shape inner) => inner is NullableShape or ScalarShape { Kind: ScalarKind.Unknown } ? inner : new NullableShape(inner);
}
