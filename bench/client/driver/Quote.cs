using System.Text.Json.Serialization;

namespace Sockeye.Bench.Client;

/// <summary>The event that the server pours out.</summary>
public sealed record Quote(
    [property: JsonPropertyName("n")] int N,
    [property: JsonPropertyName("symbol")] string Symbol,
    [property: JsonPropertyName("bid")] double Bid,
    [property: JsonPropertyName("ask")] double Ask,
    [property: JsonPropertyName("open")] bool Open);
