using System.Text.Json;

namespace Sockeye.Testing;

/// <summary>Reads an answer.</summary>
internal static class FakeAnswer
{
    /// <summary>
    /// The message of an answer that is an error of the server, such as <c>{"error":{"message":"…"}}</c>; <see langword="null"/> if it is
    /// not an error.
    /// </summary>
    public static string? ErrorOf(EventArguments answer)
    {
        var reader = new Utf8JsonReader(answer.Payload.Span);
        return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && JsonElement.ParseValue(ref reader) is var value
            && value.GetPropertyCount() == 1
            && value.TryGetProperty("error", out var error)
            && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("message", out var message)
            ? message.ToString()
            : null;
    }
}
