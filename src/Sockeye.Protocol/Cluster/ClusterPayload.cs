namespace Sockeye;

/// <summary>A value on its way between servers: JSON, and its binary values.</summary>
/// <param name="Json">One JSON value in UTF-8. A binary value is a placeholder: <c>{"_placeholder":true,"num":N}</c>.</param>
/// <param name="Attachments">The binary values that the placeholders point to.</param>
public readonly record struct ClusterPayload(ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    private static readonly byte[] NullJson = "null"u8.ToArray();

    /// <summary>The JSON value <c>null</c>, without binary values.</summary>
    public static ClusterPayload Null => new(NullJson, []);
}
