using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye.Redis.Streams;

/// <summary>The streams of one server, each read once for all namespaces.</summary>
internal sealed class RedisStreams : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StreamsRedisAdapter> _adapters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamReader> _readers;

    public RedisStreams(RedisConnection connection, RedisStreamsAdapterOptions options)
    {
        _readers = StreamNames.All(options.StreamName, options.StreamCount).ToDictionary(
            static name => name, name => new StreamReader(connection, options, name, OnEntry), StringComparer.Ordinal);
        Started = Task.WhenAll(_readers.Values.Select(static reader => reader.Started));
    }

    /// <summary>Completes when all streams are being read.</summary>
    public Task Started { get; }

    /// <summary>Adds an adapter, which gets the entries of its namespace from now on.</summary>
    /// <returns>The position up to which its stream has been read; <see langword="null"/> if no entry has been read yet.</returns>
    public string? Add(StreamsRedisAdapter adapter, string stream)
    {
        lock (_gate)
        {
            _adapters[adapter.Namespace.Name] = adapter;
            return _positions.GetValueOrDefault(stream);
        }
    }

    public void Remove(StreamsRedisAdapter adapter)
    {
        lock (_gate)
        {
            if (_adapters.GetValueOrDefault(adapter.Namespace.Name) == adapter)
            {
                _adapters.Remove(adapter.Namespace.Name);
            }
        }
    }

    /// <summary>The position up to which a stream has been handled; <see langword="null"/> as long as it is not read.</summary>
    public string? HandledOf(string stream) => _readers[stream].Handled;

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers.Values)
        {
            await reader.DisposeAsync();
        }
    }

    private void OnEntry(string stream, StreamEntry entry)
    {
        StreamsRedisAdapter? adapter;
        lock (_gate)
        {
            // In one step with the look-up, so that an adapter that comes too late for an entry knows it.
            _positions[stream] = entry.Id!;
            adapter = (string?)entry["nsp"] is { } ns ? _adapters.GetValueOrDefault(ns) : null;
        }

        adapter?.OnEntry(entry);
    }
}
