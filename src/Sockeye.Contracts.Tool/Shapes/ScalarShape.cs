namespace Sockeye.Contracts.Shapes;

/// <summary>A value without parts.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Format">The format of a string or a number, as in JSON Schema.</param>
internal sealed record ScalarShape(ScalarKind Kind, string? Format = null) : Shape
{
    public static ScalarShape Unknown { get; } = new(ScalarKind.Unknown);

    public static ScalarShape Text { get; } = new(ScalarKind.String);

    public static ScalarShape Number { get; } = new(ScalarKind.Number);

    /// <summary>The server writes this and the next one with its own converters, which no attribute changes.</summary>
    public static ScalarShape Single { get; } = new(ScalarKind.Number, "float");

    /// <inheritdoc cref="Single"/>
    public static ScalarShape Double { get; } = new(ScalarKind.Number, "double");

    public static ScalarShape Integer { get; } = new(ScalarKind.Integer);

    public static ScalarShape Boolean { get; } = new(ScalarKind.Boolean);

    public static ScalarShape Binary { get; } = new(ScalarKind.Binary);
}
