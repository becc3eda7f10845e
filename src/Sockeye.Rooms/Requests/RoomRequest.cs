using System.Text.Json;

namespace Sockeye.Requests;

/// <summary>A request of a client: its arguments, which may be anything, and its rights.</summary>
internal readonly struct RoomRequest(Namespace ns, IncomingEvent request)
{
    public Socket Socket => request.Socket;

    public EventArguments Arguments => request.Arguments;

    public Acknowledgement Acknowledgement => request.Acknowledgement;

    /// <summary>The room that the first argument names.</summary>
    /// <exception cref="EventRefusedException">It names none, or that of a user.</exception>
    public string Room => ArgumentAt(0) is { ValueKind: JsonValueKind.String } room
        ? RoomName.Free(RequestQuery.Text(room))
        : throw RoomRefusal.Invalid("room: a text is expected");

    /// <summary>An argument as JSON; <see cref="JsonValueKind.Undefined"/> if there is none.</summary>
    /// <exception cref="EventRefusedException">It cannot be read.</exception>
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

    /// <summary>The object that an argument is; an empty one if there is none.</summary>
    /// <exception cref="EventRefusedException">It is something else.</exception>
    public RequestQuery QueryAt(int index) => new(ArgumentAt(index));

    /// <summary>
    /// Asks whether the client has a right to a room. Without permissions, everybody may list, and the members of a room have the other rights to it.
    /// </summary>
    /// <returns>The revision of the rights before it was asked, for <see cref="ConfirmAsync"/>.</returns>
    /// <exception cref="EventRefusedException">It has not.</exception>
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

    /// <summary>Asks again if the right may have been withdrawn since then: before an answer that had to wait for a store.</summary>
    /// <exception cref="EventRefusedException">It was.</exception>
    public async ValueTask ConfirmAsync(string room, RoomAccess right, long revision)
    {
        while (ns.RoomGate is { } gate && gate.Revision != revision)
        {
            revision = await RequireAsync(room, right);
        }
    }
}
