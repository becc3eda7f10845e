using System.Text.Json;

namespace Sockeye.Requests;

/// <summary>A request of a client: its arguments, which may be anything, and its rights.</summary>
internal readonly struct RoomRequest(Namespace ns, IncomingEvent request)
{
    public Socket Socket => request.Socket;

    public EventArguments Arguments => request.Arguments;

    public Acknowledgement Acknowledgement => request.Acknowledgement;

    /// <summary>The room that the first argument names.</summary>
    /// <exception cref="EventRefusedException">It names no room, or that of a user.</exception>
    public string Room => ArgumentAt(0) is { ValueKind: JsonValueKind.String } room
        ? RoomName.Free(RequestQuery.Text(room))
        : throw RoomRefusal.Invalid("room: a text is expected");

    /// <summary>Gets an argument as JSON; <see cref="JsonValueKind.Undefined"/> if there is none.</summary>
    /// <exception cref="EventRefusedException">The argument cannot be read.</exception>
    public JsonElement ArgumentAt(int index)
    {
        try
        {
            return request.Arguments.Get<JsonElement>(index);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw RoomRefusal.Invalid("the arguments cannot be read");
        }
    }

    /// <summary>Gets an argument that is an object; an empty object if there is none.</summary>
    /// <exception cref="EventRefusedException">The argument is not an object.</exception>
    public RequestQuery QueryAt(int index) => new(ArgumentAt(index));

    /// <summary>
    /// Checks the client's permission for a room. Without permissions in the namespace, everyone may list, and the members of a room have
    /// the other permissions for it.
    /// </summary>
    /// <returns>The revision of the permissions before the check, for <see cref="ConfirmAsync"/>.</returns>
    /// <exception cref="EventRefusedException">The client does not have the permission.</exception>
    public async ValueTask<long> RequireAsync(string room, RoomAccess right)
    {
        var revision = ns.RoomGate?.Revision ?? 0;
        if (ns.RoomGate is { } gate)
        {
            RoomRefusal.ThrowIfRefused(await gate.CheckAsync(request.Socket, room, right));
        }
        else if (right != RoomAccess.List && !request.Socket.IsIn(room))
        {
            throw RoomRefusal.NotInRoom();
        }

        return revision;
    }

    /// <summary>
    /// Checks the permission again if it may have been withdrawn since. Call it before an answer that had to wait for a store.
    /// </summary>
    /// <exception cref="EventRefusedException">The permission was withdrawn.</exception>
    public async ValueTask ConfirmAsync(string room, RoomAccess right, long revision)
    {
        while (ns.RoomGate is { } gate && gate.Revision != revision)
        {
            revision = await RequireAsync(room, right);
        }
    }
}
