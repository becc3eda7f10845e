using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sockeye.Client.Tests.Diagnostics;

[Collection(AloneCollection.Name)]
public sealed class ActivityTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Sockeye.Client",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task ConnectAndEmitWithAck_AreActivities()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        var answer = client.Of().EmitWithAckAsync<int>("question");
        await server.NextAsync();
        server.Send("430[1]");
        await answer.Within();
        var late = client.Of().EmitWithAckAsync<int>("late");
        _clock.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Within());

        var refused = client.Of("/b").ConnectAsync();
        while (!(await server.NextAsync()).StartsWith("40/b", StringComparison.Ordinal))
        {
        }

        server.Send("""44/b,{"message":"no"}""");
        await Assert.ThrowsAsync<ConnectException>(() => refused.Within());
        using var cancel = new CancellationTokenSource();
        var cancelled = client.Of("/b").ConnectAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());

        Assert.Equal(
            [
                "socketio.connect / Unset ",
                "socketio.emit /question Unset ",
                "socketio.emit /late Error System.TimeoutException",
                "socketio.connect /b Error Sockeye.Client.ConnectException",
                "socketio.connect /b Error System.Threading.Tasks.TaskCanceledException",
            ],
            _ended.Select(static activity =>
                $"{activity.OperationName} {activity.GetTagItem("socketio.namespace")}{activity.GetTagItem("socketio.event")} {activity.Status} {activity.GetTagItem("error.type")}"));
        Assert.All(_ended, static activity => Assert.Equal(ActivityKind.Client, activity.Kind));
    }
}
