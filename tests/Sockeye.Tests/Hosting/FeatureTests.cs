namespace Sockeye.Tests.Hosting;

/// <summary>What libraries add to a server.</summary>
public sealed class FeatureTests
{
    [Fact]
    public async Task Dispose_OfAFeatureThatFails_DisposesOfTheOthers()
    {
        var (first, last) = (new First(), new Last());
        await using var server = await TestServer.StartAsync(io =>
        {
            Assert.True(io.Features.TryAdd(first));
            Assert.True(io.Features.TryAdd(new Failing()));
            Assert.True(io.Features.TryAdd(last));
        });

        await server.IO.DisposeAsync().Within();
        await server.IO.DisposeAsync().Within();

        Assert.Equal((1, 1), (first.Disposed, last.Disposed));
        server.Log.Expect("feature");
    }

    private class First : IAsyncDisposable
    {
        public int Disposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposed++;
            return default;
        }
    }

    private sealed class Last : First;

    private sealed class Failing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => throw new InvalidOperationException("cannot be disposed of");
    }
}
