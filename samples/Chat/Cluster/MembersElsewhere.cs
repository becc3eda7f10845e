using System.Collections.Frozen;
using System.Text.Json;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Cluster;

/// <summary>Who is in the chat on the other servers, and where: a picture of one moment.</summary>
internal sealed class MembersElsewhere
{
    private readonly FrozenDictionary<string, string[]> _rooms;

    private MembersElsewhere(IReadOnlyList<MemberElsewhere> all)
    {
        All = all;
        _rooms = all.SelectMany(member => member.Rooms, (member, room) => (member.Name, room))
            .GroupBy(pair => pair.room, pair => pair.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(room => room.Key, room => room.Order(StringComparer.Ordinal).ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public static MembersElsewhere Nobody { get; } = new([]);

    public IReadOnlyList<MemberElsewhere> All { get; }

    /// <summary>The rooms that somebody is in.</summary>
    public IEnumerable<string> Rooms => _rooms.Keys;

    /// <summary>The names of those in a room.</summary>
    public IReadOnlyList<string> In(string room) => _rooms.GetValueOrDefault(room) ?? [];

    /// <summary>The member of a name.</summary>
    public MemberElsewhere? Find(string? name) =>
        name is null ? null : All.FirstOrDefault(member => string.Equals(member.Name, name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>What an answer to the library's query says of other servers. Sockets without a member's data are not of this chat.</summary>
    public static MembersElsewhere Of(IEnumerable<RemoteSocket> sockets) => new(
        [.. sockets.Where(socket => socket.Local is null).Select(Member).OfType<MemberElsewhere>().DistinctBy(member => member.Name)]);

    /// <summary>The rooms whose members are others than before; <see langword="null"/> where nothing has changed at all.</summary>
    public IReadOnlyCollection<string>? Differences(MembersElsewhere before)
    {
        string[] rooms = [.. Rooms.Union(before.Rooms, StringComparer.OrdinalIgnoreCase).Where(room => !In(room).SequenceEqual(before.In(room)))];
        return rooms.Length > 0 || !All.Select(member => member.Name).ToHashSet().SetEquals(before.All.Select(member => member.Name)) ? rooms : null;
    }

    private static MemberElsewhere? Member(RemoteSocket socket)
    {
        try
        {
            return socket.Data.Deserialize<MemberData>(JsonSerializerOptions.Web) is { Name: { } name, Since: var since }
                ? new MemberElsewhere(name, since, [.. RoomMemberships.NamesOf(socket.Rooms)])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
