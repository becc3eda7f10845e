using BenchmarkDotNet.Attributes;

namespace Sockeye.Benchmarks;

/// <summary>A message from the frame's payload to the handler, and the answer into the queue and out of it: all of an echo but the network.</summary>
public class EventBenchmarks
{
    private readonly byte[] _event = [.. "2[\"note\",\""u8, .. new string('x', 64).Select(static c => (byte)c), .. "\"]"u8];
    private readonly byte[] _request = [.. "217[\"echo\",\""u8, .. new string('x', 64).Select(static c => (byte)c), .. "\"]"u8];
    private NullClient _client = null!;

    [GlobalSetup]
    public void Connect()
    {
        Socket socket = new InMemoryServer().Connect(out _client);
        socket.On<string>("note", static _ => { });
        socket.On<string, Acknowledgement>("echo", static async (value, answer) => await answer.SendAsync(value));
    }

    [Benchmark]
    public void Event() => _client.Send(_event);

    [Benchmark]
    public void EventWithAnswer() => _client.Send(_request);
}
