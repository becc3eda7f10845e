using System.Text.Json;

namespace Sockeye;

/// <summary>A state that a client wants to set. <see cref="PresenceOptions.OnUpdating"/> decides about it.</summary>
public sealed class PresenceUpdate
{
    internal PresenceUpdate(Socket socket, string room, string memberId, JsonElement state, bool isOfConnection)
    {
        Socket = socket;
        Room = room;
        MemberId = memberId;
        State = state;
        IsOfConnection = isOfConnection;
    }

    /// <summary>The socket of the client.</summary>
    public Socket Socket { get; }

    /// <summary>The name of the room.</summary>
    public string Room { get; }

    /// <summary>The id of the member whose state would change: the one that the socket belongs to.</summary>
    public string MemberId { get; }

    /// <summary>The new state.</summary>
    public JsonElement State { get; }

    /// <summary>
    /// Whether the state is for the client's connection only, and not for the member (<see cref="PresenceOptions.Connections"/>).
    /// </summary>
    public bool IsOfConnection { get; }
}
