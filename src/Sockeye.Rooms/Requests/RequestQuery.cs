using System.Text.Json;

namespace Sockeye.Requests;

/// <summary>
/// The object of a request, such as <c>{ after, limit }</c>. A missing or <see langword="null"/> field counts as not set.
/// </summary>
internal readonly struct RequestQuery
{
    private readonly JsonElement _json;

    /// <exception cref="EventRefusedException">It is not an object.</exception>
    public RequestQuery(JsonElement json)
    {
        _json = json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object ? json : throw RoomRefusal.Invalid("an object is expected");
    }

    /// <exception cref="EventRefusedException">It has half a surrogate pair, which cannot be in a .NET string.</exception>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw RoomRefusal.Invalid("the arguments cannot be read");
        }
    }

    /// <exception cref="EventRefusedException">It is set but is not a text, or it is too long.</exception>
    public string? TextOf(string name, int maxLength = int.MaxValue) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when Text(value) is var text && text.Length <= maxLength => text,
        { ValueKind: JsonValueKind.String } => throw RoomRefusal.Invalid($"{name}: a text of {maxLength} characters at most is expected"),
        _ => throw RoomRefusal.Invalid($"{name}: a text is expected"),
    };

    /// <exception cref="EventRefusedException">It is set but is not a number above zero.</exception>
    public int? CountOf(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var count) && count > 0 => count,
        _ => throw RoomRefusal.Invalid($"{name}: a positive number is expected"),
    };

    private JsonElement? Find(string name) =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
