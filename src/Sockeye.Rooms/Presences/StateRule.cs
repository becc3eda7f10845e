using Sockeye.Requests;

namespace Sockeye.Presences;

/// <summary>Checks the states of members: their size, and their type if states have one.</summary>
/// <param name="maxBytes">The maximum length of a state as JSON.</param>
/// <param name="normalize">
/// Writes a state again as its type, so that others get only what the type has. It throws for a state of another type.
/// </param>
internal sealed class StateRule(int maxBytes, Func<byte[], byte[]>? normalize)
{
    /// <returns>The state that others get.</returns>
    /// <exception cref="EventRefusedException">The state is too large or of another type.</exception>
    public byte[] Accept(byte[] json)
    {
        CheckSize(json);
        if (normalize is null)
        {
            return json;
        }

        byte[] normalized;
        try
        {
            normalized = normalize(json);
        }
        catch (Exception)
        {
            // Constructors and converters of the application refuse values by exceptions of any kind.
            throw RoomRefusal.Invalid("the state is of another type");
        }

        CheckSize(normalized);
        return normalized;
    }

    private void CheckSize(byte[] json)
    {
        if (!PresenceJson.IsAllowed(json, maxBytes))
        {
            throw RoomRefusal.TooLarge($"a state has at most {maxBytes} bytes and 32 levels, and no binary values");
        }
    }
}
