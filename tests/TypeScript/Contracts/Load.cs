using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.TypeScriptContracts;

/// <summary>How busy the server is.</summary>
public readonly record struct Load(double Cpu, long Sockets, TimeSpan Uptime, JsonElement Details)
{
    [JsonExtensionData]
    public Dictionary<string, object?>? Others { get; init; }
}
