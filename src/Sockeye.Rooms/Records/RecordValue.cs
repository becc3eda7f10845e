namespace Sockeye.Records;

/// <summary>The value of a record: JSON, and the object after it was first read.</summary>
internal sealed class RecordValue(ReadOnlyMemory<byte> json)
{
    private volatile object? _object;

    public ReadOnlyMemory<byte> Json => json;

    /// <exception cref="System.Text.Json.JsonException">The value is of another type.</exception>
    public object? Get(Func<ReadOnlyMemory<byte>, object?> read) => _object ??= read(json);
}
