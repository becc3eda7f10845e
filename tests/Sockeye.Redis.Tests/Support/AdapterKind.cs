namespace Sockeye.Redis.Tests.Support;

/// <summary>The adapters on Redis.</summary>
public enum AdapterKind
{
    PubSub,
    Sharded,
    Streams,
}
