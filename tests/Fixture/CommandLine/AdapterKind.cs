namespace Sockeye.Fixture.CommandLine;

/// <summary>What carries broadcasts to other servers.</summary>
internal enum AdapterKind
{
    Memory,
    Redis,
    RedisSharded,
    RedisStreams,
    Postgres,
}
