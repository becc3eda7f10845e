namespace Sockeye.Samples.Chat.Cluster;

/// <summary>What to do where other servers cannot be reached.</summary>
internal static class Sending
{
    /// <summary>Does without the other servers where they cannot be reached: the sockets of this server have it, and the pages show that the others are away.</summary>
    public static async Task HereAtLeast(this ValueTask sending)
    {
        try
        {
            await sending;
        }
        catch (ClusterPublishException)
        {
        }
    }
}
