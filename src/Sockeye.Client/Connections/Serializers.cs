using System.Runtime.CompilerServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Client.Connections;

/// <summary>The serializers of arguments. Clients with the same options share one, because each caches what it knows about types.</summary>
internal static class Serializers
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, ArgumentSerializer> s_known = [];
    private static readonly Lazy<ArgumentSerializer> s_default = new(static () => new ArgumentSerializer());

    public static ArgumentSerializer For(JsonSerializerOptions? options) =>
        options is null ? s_default.Value : s_known.GetValue(options, static options => new ArgumentSerializer(options));
}
