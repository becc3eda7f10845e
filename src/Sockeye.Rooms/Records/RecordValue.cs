namespace Sockeye.Records;

/// <summary>The value that a record has for a while: JSON, and once somebody has looked at it, the object.</summary>
internal sealed class RecordValue(ReadOnlyMemory<byte> json)
{
    private volatile object? _object;

    public ReadOnlyMemory<byte> Json => json;

    /// <exception cref="System.Text.Json.JsonException">It is of another type.</exception>
    public object? Get(Func<ReadOnlyMemory<byte>, object?> read) => _object ??= read(json);
}
