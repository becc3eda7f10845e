using System.Text.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>The sender of an event left out an argument that its listener needs.</summary>
internal sealed class MissingArgumentException(string parameter) : JsonException($"\"{parameter}\" is missing");
