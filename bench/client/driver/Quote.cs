using System.Text.Json.Serialization;

namespace Sockeye.Bench.Client;

/// <summary>The event that the server pours out.</summary>
public sealed class Quote
{
    [JsonPropertyName("n")]
    public int N { get; set; }

    [JsonPropertyName("symbol")]
    public string Symbol { get; set; } = "";

    [JsonPropertyName("bid")]
    public double Bid { get; set; }

    [JsonPropertyName("ask")]
    public double Ask { get; set; }

    [JsonPropertyName("open")]
    public bool Open { get; set; }
}
