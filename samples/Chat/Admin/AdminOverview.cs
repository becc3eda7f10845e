using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>Keeps the administrators' pages up to date: who is where.</summary>
internal sealed class AdminOverview : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    private readonly Namespace _admin;
    private readonly MemberRegistry _members;
    private readonly RoomRegistry _rooms;
    private readonly RoomMemberships _memberships;
    private readonly OtherServers _others;
    private readonly Coalescer _coalescer;

    public AdminOverview(
        SocketIOServer io,
        MemberRegistry members,
        RoomRegistry rooms,
        RoomMemberships memberships,
        OtherServers others,
        RoomNews news,
        TimeProvider time,
        ILogger<AdminOverview> logger)
    {
        _admin = io.Of(AdminNamespace.Name);
        _members = members;
        _rooms = rooms;
        _memberships = memberships;
        _others = others;
        _coalescer = new Coalescer(SendToAllAsync, Delay, time, logger);
        news.Changed += _coalescer.Request;
    }

    public async Task SendAsync(Socket administrator) => await administrator.EmitAsync("overview", View());

    public void Dispose() => _coalescer.Dispose();

    private async Task SendToAllAsync()
    {
        if (_admin.Sockets.Count > 0)
        {
            await _admin.Local.EmitAsync("overview", View());
        }
    }

    private object View() => new
    {
        rooms = _rooms.All.Select(room => new { name = room.Name, members = _memberships.MembersOf(room) }),
        members = _members.Online.Select(member => new
        {
            name = member.Name,
            rooms = member.Socket is { } socket ? RoomMemberships.RoomsOf(socket) : [],
            since = member.Since.ToUnixTimeMilliseconds(),
            transport = member.Socket?.TransportName,
        }).Concat(_others.Members.All.Select(member => new
        {
            name = member.Name,
            rooms = (IEnumerable<string>)member.Rooms,
            since = member.Since,
            transport = (string?)"another server",
        })),
    };
}
