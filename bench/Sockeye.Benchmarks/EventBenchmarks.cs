using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Benchmarks;

/// <summary>A message from the frame's payload to the handler, and the answer into the queue and out of it: all of an echo but the network.</summary>
public class EventBenchmarks
{
    private readonly byte[] _event = Frame("2", "note");
    private readonly byte[] _request = Frame("217", "echo");
    private readonly byte[] _returning = Frame("217", "returning");
    private readonly byte[] _injected = Frame("217", "injected");
    private readonly byte[] _scoped = Frame("217", "scoped");
    private NullClient _client = null!;
    private IServiceScopeFactory _scopes = null!;

    [GlobalSetup]
    public void Connect()
    {
        var services = new ServiceCollection().AddLogging().AddScoped<Service>();
        Socket socket = new InMemoryServer(services).Connect(out _client);
        _scopes = socket.Namespace.Server.Services.GetRequiredService<IServiceScopeFactory>();
        socket.On<string>("note", static _ => { });
        socket.On<string, Acknowledgement>("echo", static async (value, answer) => await answer.SendAsync(value));
        socket.On("returning", static (string value) => value);
        socket.On("injected", static (Socket _, string value, CancellationToken _) => value);
        socket.On("scoped", static (Service _, string value) => value);
    }

    [Benchmark]
    public void Event() => _client.Send(_event);

    [Benchmark]
    public void EventWithAnswer() => _client.Send(_request);

    [Benchmark]
    public void HandlerThatReturns() => _client.Send(_returning);

    [Benchmark]
    public void HandlerThatTakesTheSocket() => _client.Send(_injected);

    [Benchmark]
    public void HandlerWithAScope() => _client.Send(_scoped);

    /// <summary>What of the one before is the container's: to be compared with.</summary>
    [Benchmark]
    public async Task ScopeAlone()
    {
        await using var scope = _scopes.CreateAsyncScope();
        _ = scope.ServiceProvider.GetRequiredService<Service>();
    }

    private static byte[] Frame(string head, string name) => [.. System.Text.Encoding.UTF8.GetBytes($"{head}[\"{name}\",\"{new string('x', 64)}\"]")];

    private sealed class Service;
}
