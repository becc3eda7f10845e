using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sockeye.Tests.Diagnostics;

/// <summary>One activity for each event, if somebody listens to them.</summary>
public sealed class EventActivityTests
{
    private readonly Inbox<string?> _current = new();
    private readonly ConcurrentQueue<Activity> _stopped = new();

    [Theory]
    [InlineData(TestTransport.Polling, false)]
    [InlineData(TestTransport.WebSocket, false)]
    [InlineData(TestTransport.Polling, true)]
    [InlineData(TestTransport.WebSocket, true)]
    public async Task Event_WithAListener_HasOneActivityForAllItsHandlers(TestTransport transport, bool withMiddleware)
    {
        var ns = $"/activity-{Guid.NewGuid():N}";
        using var listener = Listen(ns);
        var finish = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io => io.Of(ns).OnConnection(socket =>
        {
            See();
            socket
                .OnAny(_ => See())
                .On("work", async (int _) =>
                {
                    See();
                    await finish.Task;
                    See();
                })
                .On("work", () => See());
            if (withMiddleware)
            {
                socket.Use(_ => See());
            }
        }));
        await using var client = await server.OpenAsync(transport);
        await client.JoinAsync(ns);
        var socket = server.IO.Of(ns).Sockets.Values.Single();
        Assert.Null(await _current.NextAsync());

        await client.SendAsync($$"""42{{ns}},["work",1]""");
        var seen = await _current.NextAsync(withMiddleware ? 4 : 3);
        Assert.NotNull(seen[0]);
        Assert.Single(seen.Distinct());
        Assert.Empty(_stopped);
        finish.SetResult();
        Assert.Equal(seen[0], await _current.NextAsync());
        await Waiting.Until(() => !_stopped.IsEmpty);

        var activity = Assert.Single(_stopped);
        Assert.Equal((seen[0], "socketio.event", ActivityKind.Server, null, ActivityStatusCode.Unset), (activity.Id, activity.OperationName, activity.Kind, activity.ParentId, activity.Status));
        Assert.Equal([ns, "work", socket.Id], new[] { "socketio.namespace", "socketio.event", "socketio.socket_id" }.Select(activity.GetTagItem));
    }

    [Fact]
    public async Task Event_ThatFails_MarksItsActivity()
    {
        var ns = $"/activity-{Guid.NewGuid():N}";
        using var listener = Listen(ns);
        await using var server = await TestServer.StartAsync(io => io.Of(ns).OnConnection(socket => socket
            .On("now", () => throw new InvalidOperationException("on purpose"))
            .On("later", async () =>
            {
                await Task.Yield();
                throw new InvalidOperationException("on purpose");
            })
            .On("refused", () => throw new EventRefusedException("no"))));
        server.Log.Expect("on purpose");
        await using var client = await server.ConnectAsync(ns);

        await client.SendAsync($$"""42{{ns}},["now"]""", $$"""42{{ns}},["later"]""", $$"""42{{ns}},["refused"]""");
        await Waiting.Until(() => _stopped.Count == 3);

        Assert.Equal(
            ["later Error System.InvalidOperationException", "now Error System.InvalidOperationException", "refused Unset "],
            _stopped.Select(static activity => $"{activity.GetTagItem("socketio.event")} {activity.Status} {activity.GetTagItem("error.type")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Event_OfAHandshakeWithAnActivity_IsLinkedToIt()
    {
        var ns = $"/activity-{Guid.NewGuid():N}";
        using var listener = Listen(ns);
        await using var server = await TestServer.StartAsync(io => io.Of(ns));
        await using var client = await server.OpenAsync(TestTransport.WebSocket, "", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        await client.JoinAsync(ns);

        await client.SendAsync($$"""42{{ns}},["e"]""");
        await Waiting.Until(() => !_stopped.IsEmpty);

        var activity = Assert.Single(_stopped);
        Assert.NotEqual("0af7651916cd43dd8448eb211c80319c", activity.TraceId.ToString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(activity.Links).Context.TraceId.ToString());
    }

    private void See() => _current.Add(Activity.Current?.Id);

    private ActivityListener Listen(string ns)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Sockeye",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests run at the same time.
                if (ns.Equals(activity.GetTagItem("socketio.namespace")))
                {
                    _stopped.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
