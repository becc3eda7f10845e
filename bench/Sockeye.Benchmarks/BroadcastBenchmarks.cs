using BenchmarkDotNet.Attributes;

namespace Sockeye.Benchmarks;

/// <summary>From the call to the last recipient's queue and out of it again: all of a broadcast but the sending.</summary>
public class BroadcastBenchmarks
{
    private const string Room = "room";

    private readonly string _payload = new('x', 64);
    private readonly ReadOnlyMemory<byte> _binary = new byte[1024];
    private NullClient[] _clients = [];
    private InMemoryServer _server = new();

    [Params(1, 10, 1000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        _server = new InMemoryServer();
        _clients = new NullClient[Members];
        for (int i = 0; i < Members; i++)
        {
            _server.Connect(out _clients[i]).JoinAsync(Room).AsTask().GetAwaiter().GetResult();
        }
    }

    [Benchmark]
    public void Text()
    {
        _server.Namespace.To(Room).EmitAsync("said", _payload).AsTask().GetAwaiter().GetResult();
        Drain();
    }

    [Benchmark]
    public void Binary()
    {
        _server.Namespace.To(Room).EmitAsync("said", _binary).AsTask().GetAwaiter().GetResult();
        Drain();
    }

    [Benchmark]
    public void Excepting()
    {
        _server.Namespace.To(Room).Except("nobody").EmitAsync("said", _payload).AsTask().GetAwaiter().GetResult();
        Drain();
    }

    private void Drain()
    {
        foreach (NullClient client in _clients)
        {
            client.Drain();
        }
    }
}
