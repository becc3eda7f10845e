using Sockeye.Requests;

namespace Sockeye.Presences;

/// <summary>What states members may have: of a bounded size, and if states have a type, of that type.</summary>
/// <param name="maxBytes">How long a state may be as JSON.</param>
/// <param name="normalize">Gives a state as its type writes it, so that all get what the type has and nothing else; throws for a state that is of another type.</param>
internal sealed class StateRule(int maxBytes, Func<byte[], byte[]>? normalize)
{
    /// <returns>The state that everybody gets.</returns>
    /// <exception cref="EventRefusedException">It is too large or of another type.</exception>
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
            // Constructors and converters of the application refuse by exceptions of any kind.
            throw RoomRefusal.Invalid("the state is of another type");
        }

        CheckSize(normalized);
        return normalized;
    }

    private void CheckSize(byte[] json)
    {
        if (!PresenceJson.IsAllowed(json, maxBytes))
        {
            throw RoomRefusal.TooLarge($"a state has at most {maxBytes} bytes and 32 levels, and nothing binary in it");
        }
    }
}
