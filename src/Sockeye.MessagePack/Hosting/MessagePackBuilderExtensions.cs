using Sockeye;
using Sockeye.MessagePack;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the MessagePack parser to Socket.IO servers.</summary>
public static class MessagePackBuilderExtensions
{
    /// <summary>Encodes packets as npm <c>socket.io-msgpack-parser</c> does. Its clients have to be given that parser; those with the default one are refused.</summary>
    /// <param name="builder">The server.</param>
    public static ISocketIOBuilder AddMessagePack(this ISocketIOBuilder builder) => builder.UseParser(static _ => MessagePackParser.Instance);
}
