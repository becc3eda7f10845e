using System.Text.Json;

namespace Sockeye.Simulation;

/// <summary>What a client waits for.</summary>
/// <param name="What">What it has asked for.</param>
/// <param name="OnAnswer">Called with the answer.</param>
internal sealed record Request(string What, Action<JsonElement> OnAnswer);
