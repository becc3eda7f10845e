using Sockeye;
using Sockeye.MessagePack;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the MessagePack parser to Socket.IO servers.</summary>
public static class MessagePackBuilderExtensions
{
    /// <summary>
    /// Uses the format of npm <c>socket.io-msgpack-parser</c> for the server. Its clients must use that parser; clients with the default
    /// parser are refused.
    /// </summary>
    /// <param name="builder">The server.</param>
    public static ISocketIOBuilder AddMessagePack(this ISocketIOBuilder builder) => builder.UseParser(static _ => MessagePackParser.Instance);
}
