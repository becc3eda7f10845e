namespace Sockeye.Tests.Memory;

/// <summary>Whatever ends the waiting for an acknowledgement, no entry and no timer is left of it.</summary>
public sealed class PendingAcknowledgementTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static TheoryData<string, bool> Ends()
    {
        var data = new TheoryData<string, bool>();
        foreach (var end in (string[])["answer", "timeout", "disconnect by server", "disconnect by client", "broken connection", "cancel"])
        {
            data.Add(end, false);
            data.Add(end, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Acknowledgement_Ended_LeavesNothing(string end, bool broadcast)
    {
        await using var scene = await Scene.StartAsync(2, fakeTime: true);
        using var cancel = new CancellationTokenSource();
        var timers = scene.IO.Timers.Count;
        Task[] waiting =
        [
            .. Enumerable.Range(0, 20).Select(_ => broadcast
                ? (Task)scene.IO.To(scene[0].Id).Timeout(Limit).EmitWithAckAsync("ask", [], cancel.Token)
                : scene[0].Timeout(Limit).EmitWithAckAsync<int>("ask", [], cancel.Token)),
        ];
        var ids = new List<string>();
        foreach (var packet in (await scene.DrainAsync())[0].Split(' '))
        {
            ids.Add(packet[2..packet.IndexOf('[')]);
        }

        Assert.Equal(20, ids.Distinct().Count());
        Assert.Equal(timers + 20, scene.IO.Timers.Count);
        Assert.Equal(20, scene[0].Acks.Count + scene.Namespace.AckCollectors.Count);

        switch (end)
        {
            case "answer":
                await scene.Clients[0].SendAsync([.. ids.Select(static id => (Frame)$"43{id}[1]")]);
                break;
            case "timeout":
                scene.Server.Time.Advance(Limit + TimeSpan.FromSeconds(1));
                break;
            case "disconnect by server":
                scene[0].Disconnect();
                break;
            case "disconnect by client":
                await scene.Clients[0].SendAsync("41");
                break;
            case "broken connection":
                scene.Clients[0].Abort();
                break;
            default:
                await cancel.CancelAsync();
                break;
        }

        await Assert.AllAsync(waiting, async task =>
        {
            var exception = await Record.ExceptionAsync(() => task.Within());
            Assert.Equal(Expected(end, broadcast), exception?.GetType());
        });
        await Waiting.Until(() => scene.Namespace.Sockets.Count == (end.Contains("connect", StringComparison.Ordinal) ? 1 : 2));
        Assert.Equal(0, scene[0].Acks.Count);
        Assert.Empty(scene.Namespace.AckCollectors);
        Assert.True(scene.IO.Timers.Count <= timers, "a timer was left");

        // Too late, and of ids that nobody waits for.
        if (scene[0].Connected)
        {
            await scene.Clients[0].SendAsync($"43{ids[0]}[2]");
            await scene.Clients[0].ExpectNothingAsync();
        }
    }

    [Fact]
    public async Task Acknowledgement_OfASocketThatIsGone_FailsAtOnce()
    {
        await using var scene = await Scene.StartAsync(1, fakeTime: true);
        scene[0].Disconnect();
        var timers = scene.IO.Timers.Count;

        await Assert.ThrowsAsync<SocketDisconnectedException>(() => scene[0].Timeout(Limit).EmitWithAckAsync("ask"));

        Assert.Equal(0, scene[0].Acks.Count);
        Assert.Equal(timers, scene.IO.Timers.Count);
    }

    private static Type? Expected(string end, bool broadcast) => end switch
    {
        "answer" => null,
        "cancel" => typeof(TaskCanceledException),
        _ when broadcast => null,
        "timeout" => typeof(TimeoutException),
        _ => typeof(SocketDisconnectedException),
    };
}
