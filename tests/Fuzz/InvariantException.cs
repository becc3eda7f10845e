namespace Sockeye.Fuzz;

/// <summary>A decoder did not throw, and yet did what it must not.</summary>
internal sealed class InvariantException(string message) : Exception(message)
{
    /// <summary>Throws where something that must hold does not.</summary>
    public static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvariantException(what);
        }
    }
}
