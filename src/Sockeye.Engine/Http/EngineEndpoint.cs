namespace Sockeye.Engine.Http;

/// <summary>In the metadata of an endpoint: an Engine.IO server is there.</summary>
internal sealed class EngineEndpoint
{
    public static EngineEndpoint Instance { get; } = new();
}
