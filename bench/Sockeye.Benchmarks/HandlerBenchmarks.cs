using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Benchmarks;

/// <summary>The same event for a lambda and for a class, without a scope of services and with one: from the frame's payload to the answer in the queue and out of it.</summary>
[MemoryDiagnoser]
public class HandlerBenchmarks
{
    private readonly byte[] _lambda = [.. "217[\"lambda\",1,2]"u8];
    private readonly byte[] _class = [.. "217[\"sum\",1,2]"u8];
    private readonly byte[] _lambdaWithScope = [.. "217[\"lambdaWithScope\",1,2]"u8];
    private readonly byte[] _classWithScope = [.. "217[\"scoped\",1,2]"u8];
    private NullClient _client = null!;

    [GlobalSetup]
    public void Connect()
    {
        var server = new InMemoryServer(new ServiceCollection().AddLogging().AddScoped<ScopedAdder>());
        server.Namespace.MapHandlers<SumHandlers>().MapHandlers<ScopedHandlers>();
        var socket = server.Connect(out _client);
        socket.On("lambda", static (int first, int second) => first + second);
        socket.On("lambdaWithScope", async (int first, int second) =>
        {
            await using var scope = server.Namespace.Server.Services.CreateAsyncScope();
            return scope.ServiceProvider.GetRequiredService<ScopedAdder>().Add(first, second);
        });
    }

    [Benchmark(Baseline = true)]
    public void Lambda() => _client.Send(_lambda);

    [Benchmark]
    public void Class() => _client.Send(_class);

    [Benchmark]
    public void LambdaWithScope() => _client.Send(_lambdaWithScope);

    [Benchmark]
    public void ClassWithScope() => _client.Send(_classWithScope);
}
