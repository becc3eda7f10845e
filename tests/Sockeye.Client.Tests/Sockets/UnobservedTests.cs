namespace Sockeye.Client.Tests.Sockets;

[Collection(AloneCollection.Name)]
public sealed class UnobservedTests
{
    [Fact]
    public async Task ConnectAsync_Cancelled_IsNoUnobservedException()
    {
        var network = new FakeNetwork();
        using var unobserved = new UnobservedExceptions();
        await using (var client = network.CreateClient(new TestClock()))
        {
            for (var i = 0; i < 20; i++)
            {
                using var cancel = new CancellationTokenSource();
                var connecting = client.Of().ConnectAsync(cancel.Token);
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Within());
            }
        }

        await unobserved.VerifyAsync();
    }

    [Fact]
    public async Task ConnectAsync_TwoCallsCancelledAtTheSameMoment_LeaveNothing()
    {
        var network = new FakeNetwork();
        await using var client = network.CreateClient(new TestClock());
        for (var i = 0; i < 3000; i++)
        {
            using var one = new CancellationTokenSource();
            using var other = new CancellationTokenSource();
            using var start = new Barrier(2);
            var calls = Task.WhenAll(client.Of().ConnectAsync(one.Token), client.Of().ConnectAsync(other.Token));
            var first = Task.Run(() =>
            {
                start.SignalAndWait();
                one.Cancel();
            });
            start.SignalAndWait();
            other.Cancel();
            await first;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls.Within());
            Assert.False(client.Of().Active);
        }
    }
}
