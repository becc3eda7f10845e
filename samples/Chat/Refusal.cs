namespace Sockeye.Samples.Chat;

/// <summary>A no that the user reads: one clear sentence, and a code for the page.</summary>
internal static class Refusal
{
    public static EventRefusedException Of(string message, string code) => new(message, new { code });

    /// <summary>What all servers have to agree on cannot be changed while they do not reach each other.</summary>
    public static EventRefusedException Unavailable() =>
        Of("That is not possible while the servers of the chat cannot reach each other. Try again in a moment.", "E_UNAVAILABLE");

    /// <summary>Waits for what all servers have to agree on.</summary>
    public static async Task<T> IfUnavailable<T>(Task<T> agreement)
    {
        try
        {
            return await agreement;
        }
        catch (ClusterPublishException)
        {
            throw Unavailable();
        }
    }
}
