using Sockeye.Emitters.Redis.PubSub;

namespace Sockeye.Redis.PubSub;

/// <summary>A request of a server with an older version, about one socket or for lists of names.</summary>
/// <param name="Type">The type of the request.</param>
/// <param name="RequestId">Connects the answer with the request.</param>
/// <param name="ServerId">The id of the server that asks; empty if the request does not say.</param>
/// <param name="SocketId">The id of the socket, for <c>RemoteJoin</c>, <c>RemoteLeave</c> and <c>RemoteDisconnect</c>.</param>
/// <param name="Rooms">The room to join or leave, or the rooms whose members are requested.</param>
/// <param name="Close">Whether the whole connection is closed.</param>
internal sealed record OldRequest(
    PubSubRequestType Type, string? RequestId, string ServerId, string? SocketId, IReadOnlyList<string> Rooms, bool Close);
