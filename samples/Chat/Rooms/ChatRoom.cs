using System.Collections.Immutable;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>A room to talk in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Who made it, and may set its topic; nobody where it stands in the configuration.</param>
/// <param name="Topic">What it is about.</param>
internal sealed record ChatRoom(string Name, string? Owner = null, string? Topic = null) : ChatRecord(Name)
{
    /// <summary>Before the names of the library's rooms, so that none is mistaken for that of a person or a socket.</summary>
    public const string Prefix = "room:";

    /// <summary>Whom an administrator has removed, and until when.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Removed { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>The library's room of a name.</summary>
    public static string KeyOf(string name) => Prefix + name.ToLowerInvariant();

    /// <summary>Whether a room of the library is one to talk in.</summary>
    public static bool IsKey(string room) => room.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Shuts somebody out for a while.</summary>
    public ChatRoom Remove(string name, DateTimeOffset now, TimeSpan duration) =>
        this with { Removed = Removed.RemoveRange(Removed.Where(other => other.Value <= now).Select(other => other.Key)).SetItem(name, now + duration) };

    /// <summary>What everybody may know.</summary>
    public object ToView() => new { Name, Owner, Topic };
}
