namespace Sockeye.Tests.Broadcasting;

public sealed class BroadcastAckTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task EmitWithAck_AllAnswer_GivesTheAnswers()
    {
        await using var scene = await Scene.StartAsync(3, fakeTime: true);
        var timers = scene.IO.Timers.Count;

        var asked = scene.IO.EmitWithAckAsync("ask", 1);
        for (var i = 0; i < 3; i++)
        {
            await scene.Clients[i].ExpectAsync("""420["ask",1]""");
            await scene.Clients[i].SendAsync($"430[{i}]");
        }

        var acks = await asked.Within();
        Assert.True(acks.IsComplete);
        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => (scene[i].Id, i)).Order(),
            acks.EnsureComplete().Select(static ack => (ack.SocketId!, ack.Arguments.Get<int>(0))).Order());
        AssertForgotten(scene, timers);
    }

    [Fact]
    public async Task EmitWithAck_BinaryAnswer_IsGiven()
    {
        await using var scene = await Scene.StartAsync(1);

        var asked = scene.IO.EmitWithAckAsync("ask", new byte[] { 1 });
        await scene.Clients[0].ExpectAsync("""451-0["ask",{"_placeholder":true,"num":0}]""");
        Assert.Equal([1], await scene.Clients[0].ReceiveBinaryAsync());
        await scene.Clients[0].SendAsync("""461-0[{"_placeholder":true,"num":0}]""", new byte[] { 2 });

        Assert.Equal([2], (await asked.Within()).Answers.Single().Arguments.Get<byte[]>(0)!);
    }

    [Fact]
    public async Task EmitWithAck_SomeTooSlow_SaysWhoAndKeepsTheAnswers()
    {
        await using var scene = await Scene.StartAsync(2, fakeTime: true);
        var timers = scene.IO.Timers.Count;

        var asked = scene.IO.Timeout(Timeout).EmitWithAckAsync("ask");
        await scene.Clients[0].SendAsync("""430["in time"]""");
        await scene.Clients[0].DrainAsync();
        scene.Server.Time.Advance(Timeout + TimeSpan.FromSeconds(1));

        var acks = await asked.Within();
        Assert.False(acks.IsComplete);
        Assert.Equal([scene[1].Id], acks.TimedOut);
        Assert.Empty(acks.Left);
        var exception = Assert.Throws<BroadcastAckTimeoutException>(() => acks.EnsureComplete());
        Assert.Equal("operation has timed out", exception.Message);
        Assert.Equal("in time", exception.Acks.Answers.Single().Arguments.Get<string>(0));
        AssertForgotten(scene, timers);
        await scene.Clients[1].SendAsync("""430["too late"]""");
        await scene.Clients[1].DrainAsync();
        Assert.Single(acks.Answers);
    }

    [Fact]
    public async Task EmitWithAck_WithoutTimeout_TakesTheOptions()
    {
        await using var scene = await Scene.StartAsync(1, options: static options => options.AckTimeout = Timeout, fakeTime: true);

        var asked = scene.IO.EmitWithAckAsync("ask");
        await scene.Clients[0].ExpectAsync("""420["ask"]""");
        scene.Server.Time.Advance(Timeout + TimeSpan.FromSeconds(1));

        Assert.Equal([scene[0].Id], (await asked.Within()).TimedOut);
    }

    [Fact]
    public async Task EmitWithAck_SomeLeaving_EndsAtOnce()
    {
        await using var scene = await Scene.StartAsync(3, fakeTime: true);
        var timers = scene.IO.Timers.Count;

        var asked = scene.IO.EmitWithAckAsync("ask");
        await scene.Clients[0].SendAsync("430[]");
        await scene.Clients[1].SendAsync("41");
        scene[2].Disconnect();

        var acks = await asked.Within();
        Assert.True(acks.IsComplete);
        Assert.Equal(scene[0].Id, Assert.Single(acks.Answers).SocketId);
        Assert.Equal(new[] { scene[1].Id, scene[2].Id }.Order(), acks.Left.Order());
        AssertForgotten(scene, timers);
    }

    [Fact]
    public async Task EmitWithAck_ToNobody_EndsAtOnce()
    {
        await using var scene = await Scene.StartAsync(1, fakeTime: true);
        var timers = scene.IO.Timers.Count;

        var acks = await scene.IO.To("empty").EmitWithAckAsync("ask").Within();

        Assert.True(acks.IsComplete);
        Assert.Empty(acks.EnsureComplete());
        AssertForgotten(scene, timers);
    }

    [Fact]
    public async Task EmitWithAck_ToRoomsFromASocket_AsksThemOnly()
    {
        await using var scene = await Scene.StartAsync(3);
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("a");

        var asked = scene[0].To("a").EmitWithAckAsync("ask");
        await scene.Clients[1].ExpectAsync("""420["ask"]""");
        await scene.Clients[1].SendAsync("430[1]");

        Assert.Equal(scene[1].Id, Assert.Single((await asked.Within()).Answers).SocketId);
        Assert.Equal(["", "", ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task EmitWithAck_AnswersOfOthersAndTwice_DoNotCount()
    {
        await using var scene = await Scene.StartAsync(3);
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("a");

        var asked = scene.IO.To("a").EmitWithAckAsync("ask");
        await scene.Clients[2].SendAsync("""430["uninvited"]""");
        await scene.Clients[2].DrainAsync();
        await scene.Clients[0].SendAsync("""430["once"]""", """430["twice"]""");
        await scene.Clients[0].DrainAsync();
        Assert.False(asked.IsCompleted);
        await scene.Clients[1].SendAsync("""430["other"]""");

        Assert.Equal(["once", "other"], (await asked.Within()).Answers.Select(static ack => ack.Arguments.Get<string>(0)));
    }

    [Fact]
    public async Task EmitWithAck_Cancelled_ThrowsAndForgets()
    {
        await using var scene = await Scene.StartAsync(1, fakeTime: true);
        var timers = scene.IO.Timers.Count;
        using var cancellation = new CancellationTokenSource();
        var received = new Inbox<EventArguments>();
        scene[0].On("e", (IncomingEvent e) => received.Add(e.Arguments));
        await scene.Clients[0].SendAsync("""42["e",1]""");
        var asked = scene.IO.EmitWithAckAsync("ask", await received.NextAsync(), cancellation.Token);
        await scene.Clients[0].ExpectAsync("""420["ask",1]""");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Within());
        AssertForgotten(scene, timers);
    }

    [Fact]
    public async Task EmitWithAck_ManyBroadcasts_LeaveNothingBehind()
    {
        await using var scene = await Scene.StartAsync(2, fakeTime: true);
        var timers = scene.IO.Timers.Count;

        var asked = Enumerable.Range(0, 500).Select(_ => scene.IO.Timeout(Timeout).EmitWithAckAsync("ask")).ToArray();
        await scene.Clients[0].SendAsync([.. Enumerable.Range(0, 500).Select(static i => (Frame)$"43{i}[]")]);
        await scene.Clients[0].DrainAsync();
        scene.Server.Time.Advance(Timeout + TimeSpan.FromSeconds(1));

        Assert.All(await Task.WhenAll(asked).Within(), static acks => Assert.Single(acks.Answers));
        AssertForgotten(scene, timers);
    }

    private static void AssertForgotten(Scene scene, int timers)
    {
        Assert.Empty(scene.Namespace.AckCollectors);
        Assert.Equal(timers, scene.IO.Timers.Count);
    }
}
