using Sockeye.Replication;

namespace Sockeye.Backends;

/// <summary>What a server does with the messages of a topic.</summary>
/// <param name="OnMessage">Called with the id of the sending server and the payload. It does not throw.</param>
/// <param name="Position">Returns how far this server is, for each heartbeat.</param>
/// <param name="OnPosition">
/// Called with each heartbeat of another server: its id and its position; <see langword="null"/> if it does not take part.
/// </param>
/// <param name="OnQuestion">Called with a question of a process that is not a server: its id and the payload. It does not throw.</param>
internal sealed record RoomTopic(
    Action<string, ReadOnlyMemory<byte>> OnMessage, Func<TopicPosition>? Position = null, Action<string, TopicPosition?>? OnPosition = null, Action<string, ReadOnlyMemory<byte>>? OnQuestion = null);
