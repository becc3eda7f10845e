using System.Text.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>The exception if the sender of an event left out an argument that its listener needs.</summary>
internal sealed class MissingArgumentException(string parameter) : JsonException($"\"{parameter}\" is missing")
{
    /// <summary>The message that the sender gets if arguments do not fit. Details beyond that are only logged.</summary>
    public static string TextOf(string eventName, Exception exception) =>
        exception is MissingArgumentException ? $"invalid arguments for \"{eventName}\": {exception.Message}" : $"invalid arguments for \"{eventName}\"";
}
