using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>A property of an object.</summary>
internal sealed record PropertyShape(string Name, Shape Shape, Documentation Documentation)
{
    /// <summary>Whether the server writes it and whether the server reads it.</summary>
    public ShapeUse Use { get; init; } = ShapeUse.Written | ShapeUse.Read;

    /// <summary>Whether the server leaves it out if it is null or has its default value.</summary>
    public bool MayBeLeftOutByServer { get; init; }

    /// <summary>Whether it is left out only if it is null, so that a property that is present is not null.</summary>
    public bool IsLeftOutForNull { get; init; }

    /// <summary>Whether clients may leave it out, because there is a default value, or because null is allowed.</summary>
    public bool MayBeLeftOutByClient { get; init; }

    /// <summary>
    /// Whether it may be missing in values of this use. A value that both sides use has to suit both: a client may leave out only what the
    /// server never reads.
    /// </summary>
    public bool IsOptional(ShapeUse use) => use switch
    {
        ShapeUse.Written => MayBeLeftOutByServer,
        ShapeUse.Read => MayBeLeftOutByClient,
        _ => MayBeLeftOutByServer || Use != use,
    };

    /// <summary>The shape of the property if it is present, in values of this use.</summary>
    public Shape ShapeFor(ShapeUse use) => use == ShapeUse.Written && IsLeftOutForNull && Shape is NullableShape nullable ? nullable.Inner : Shape;
}
