using System.Text.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>The sender of an event left out an argument that its listener needs.</summary>
internal sealed class MissingArgumentException(string parameter) : JsonException($"\"{parameter}\" is missing")
{
    /// <summary>What the sender reads of arguments that do not fit. What else is wrong with them is only logged.</summary>
    public static string TextOf(string eventName, Exception exception) =>
        exception is MissingArgumentException ? $"invalid arguments for \"{eventName}\": {exception.Message}" : $"invalid arguments for \"{eventName}\"";
}
