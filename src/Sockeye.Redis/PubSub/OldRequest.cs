using Sockeye.Emitters.Redis.PubSub;

namespace Sockeye.Redis.PubSub;

/// <summary>A request of a server of an older version, for one socket or for lists of names.</summary>
/// <param name="Type">What it asks for.</param>
/// <param name="RequestId">Ties the answer to it.</param>
/// <param name="ServerId">The server that asks; empty where it does not say.</param>
/// <param name="SocketId">The socket that is meant, of <c>RemoteJoin</c>, <c>RemoteLeave</c> and <c>RemoteDisconnect</c>.</param>
/// <param name="Rooms">The room to join or leave; the rooms whose members are asked for.</param>
/// <param name="Close">Whether the whole connection is closed.</param>
internal sealed record OldRequest(
    PubSubRequestType Type, string? RequestId, string ServerId, string? SocketId, IReadOnlyList<string> Rooms, bool Close);
