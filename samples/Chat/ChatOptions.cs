using System.ComponentModel.DataAnnotations;

namespace Sockeye.Samples.Chat;

/// <summary>The limits of the chat: the section <c>Chat</c> of the configuration.</summary>
internal sealed class ChatOptions
{
    /// <summary>What the admin page asks for. Without one, a random token is made in development, and otherwise the page is off.</summary>
    public string? AdminToken { get; set; }

    /// <summary>Rooms that are always there.</summary>
    public IList<string> Rooms { get; } = [];

    /// <summary>Rooms at a time.</summary>
    [Range(1, 10_000)]
    public int MaxRooms { get; set; } = 100;

    /// <summary>Rooms that one member may be in at a time.</summary>
    [Range(1, 1_000)]
    public int MaxRoomsPerMember { get; set; } = 20;

    /// <summary>Characters of a room's name.</summary>
    [Range(1, 200)]
    public int MaxRoomNameLength { get; set; } = 32;

    /// <summary>Characters of a member's name.</summary>
    [Range(1, 200)]
    public int MaxNameLength { get; set; } = 24;

    /// <summary>Characters of a message.</summary>
    [Range(1, 100_000)]
    public int MaxMessageLength { get; set; } = 1_000;

    /// <summary>Characters of a room's topic.</summary>
    [Range(1, 1_000)]
    public int MaxTopicLength { get; set; } = 80;

    /// <summary>Messages that one member may send in 10 seconds.</summary>
    [Range(1, 10_000)]
    public int MaxMessagesPer10Seconds { get; set; } = 20;

    /// <summary>Messages of a room that are kept for those who join later.</summary>
    [Range(1, 200)]
    public int HistoryLength { get; set; } = 50;

    /// <summary>How long somebody whose connection broke, or whose page was reloaded, is still in the rooms.</summary>
    public TimeSpan ReconnectTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a room is there without members, and after <see cref="ReconnectTime"/> a name without its person.</summary>
    public TimeSpan EmptyRoomLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long who was removed from a room may not come back.</summary>
    public TimeSpan RemovedFor { get; set; } = TimeSpan.FromMinutes(1);
}
