using Sockeye.Replication;

namespace Sockeye.Backends;

/// <summary>What a server does with the messages of a topic.</summary>
/// <param name="OnMessage">Called with the id of the server that sent, and the payload. It does not throw.</param>
/// <param name="Position">How far this server is: said with each heartbeat.</param>
/// <param name="OnPosition">Called with each heartbeat of another server: its id, and how far that is; nothing if it does not take part.</param>
/// <param name="OnQuestion">Called with the id of a process that is no server and asks, and the payload. It does not throw.</param>
internal sealed record RoomTopic(
    Action<string, ReadOnlyMemory<byte>> OnMessage, Func<TopicPosition>? Position = null, Action<string, TopicPosition?>? OnPosition = null, Action<string, ReadOnlyMemory<byte>>? OnQuestion = null);
