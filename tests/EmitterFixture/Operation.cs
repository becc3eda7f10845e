using System.Text.Json;

namespace Sockeye.EmitterFixture;

/// <summary>One line of the standard input: what to do, from which choice of sockets.</summary>
internal sealed record Operation(
    string Op,
    string? Ns = null,
    string[]? To = null,
    string[]? Except = null,
    string[]? Users = null,
    bool Volatile = false,
    bool? Compress = null,
    string Event = "",
    JsonElement[]? Args = null,
    string[]? Rooms = null,
    bool Close = false)
{
    /// <summary>The arguments; <c>{"base64":"..."}</c> stands for binary.</summary>
    public object?[] Arguments =>
        [.. (Args ?? []).Select(static arg => arg.ValueKind == JsonValueKind.Object && arg.TryGetProperty("base64", out var bytes) ? (object)bytes.GetBytesFromBase64() : arg)];
}
