using System.Text.Json;

namespace Sockeye;

/// <summary>A state that a client wants to set: what <see cref="PresenceOptions.OnUpdating"/> decides about.</summary>
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

    /// <summary>Whose client wants it.</summary>
    public Socket Socket { get; }

    /// <summary>The room.</summary>
    public string Room { get; }

    /// <summary>The member whose state it would be: the one that the socket belongs to.</summary>
    public string MemberId { get; }

    /// <summary>The state that it would have.</summary>
    public JsonElement State { get; }

    /// <summary>Whether it would be the state of the client's connection only, and not of the member (<see cref="PresenceOptions.Connections"/>).</summary>
    public bool IsOfConnection { get; }
}
