using Sockeye.Permissions;
using Sockeye.Replication;

namespace Sockeye.Tests.Replication;

/// <summary>The state machine that servers tell each other by, under any order of messages.</summary>
public sealed class TopicTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 150)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Messages_LostTwiceReorderedAndOfEarlierEpochs_LeaveAllOfOneMind(int seed)
    {
        var net = new TopicNet(seed) { Weather = 40 };
        for (var i = 0; i < 3; i++)
        {
            net.Start($"server {i}");
        }

        var next = 3;
        for (var step = 0; step < 400; step++)
        {
            var server = net.Servers[net.Random.Next(net.Servers.Count)];
            for (var i = net.Random.Next(4); i > 0; i--)
            {
                server.Set($"room {net.Random.Next(30)}", net.Random.Next(3));
            }

            switch (net.Random.Next(100))
            {
                case 0:
                    net.Restart(server, saysSo: true);
                    break;
                case 1:
                    net.Restart(server, saysSo: false);
                    break;
                case 2 when net.Servers.Count > 2:
                    net.Kill(server);
                    break;
                case 3 when net.Servers.Count < 4:
                    net.Start($"server {next++}");
                    break;
                case 4:
                    // More than may wait, and more than fits into a message.
                    for (var i = 0; i < 1200; i++)
                    {
                        server.Set($"many {i}", step % 2);
                    }

                    break;
                case 5:
                    server.Topic.Interrupt();
                    break;
            }

            net.Step();
        }

        net.Settle();
        net.AssertAgreed();
    }

    [Fact]
    public void IsWhole_WhileAMessageIsMissed_IsFalseUntilThePictureHasCome()
    {
        var net = new TopicNet(1);
        var server = net.Start("a");
        var other = net.Start("b");
        server.Set("tea", 1);
        Assert.False(other.Topic.IsWhole(["a"]));
        net.Settle();
        Assert.True(other.Topic.IsWhole(["a"]));

        server.Set("tea", 2);
        Assert.True(server.Topic.TryTake(out _, out _));
        other.Topic.Hear("a", server.Topic.Position, net.Now);
        Assert.False(other.Topic.IsWhole(["a"]));

        net.Settle();
        Assert.True(other.Topic.IsWhole(["a"]));
        net.AssertAgreed();
    }

    [Fact]
    public void Put_OfOneKeyAgainAndAgain_IsToldOnceWithItsLastValue()
    {
        var net = new TopicNet(1);
        var server = net.Start("a");
        net.Start("b");
        net.Settle();
        net.Sent.Clear();

        for (var i = 1; i <= 1000; i++)
        {
            server.Set("tea", i);
        }

        net.Step();
        Assert.Equal([new TopicOp<string, int>("tea", 1000, true)], Assert.Single(net.Sent).Ops);
        net.AssertAgreed();
    }

    [Fact]
    public void Changes_MoreThanThereIsToTell_AreGivenUpForOnePictureForAll()
    {
        var net = new TopicNet(1);
        var server = net.Start("a");
        net.Start("b");
        net.Start("c");
        server.Set("stays", 1);
        Fill(1);
        net.Settle();
        net.Sent.Clear();

        Fill(0);

        net.Settle();
        net.AssertAgreed();
        var picture = Assert.Single(net.Sent);
        Assert.Equal((TopicMessageKind.Picture, 1), (picture.Kind, picture.Ops.Count));

        void Fill(int value)
        {
            for (var i = 0; i < 200_000; i++)
            {
                server.Set($"room {i}", value);
            }
        }
    }

    [Fact]
    public void Picture_AskedForByAll_IsSentOnce()
    {
        var net = new TopicNet(1);
        var server = net.Start("a");
        for (var i = 0; i < 1300; i++)
        {
            server.Set($"room {i}", 1);
        }

        for (var i = 0; i < 5; i++)
        {
            net.Start($"reader {i}");
        }

        net.Settle();
        net.AssertAgreed();
        Assert.InRange(net.Sent.Count(static message => message.Kind == TopicMessageKind.Picture && message.Ops.Count > 0), 0, 6);
    }

    [Fact]
    public void Values_RemovedWhileAPictureIsTaken_AreGoneAndTheOthersAreNot()
    {
        var net = new TopicNet(1);
        var server = net.Start("a");
        for (var i = 0; i < 2000; i++)
        {
            server.Set($"room {i}", 1);
        }

        net.Step();
        var late = net.Start("b");
        late.Topic.TryTake(out var ask, out _);
        server.Topic.Receive("b", ask, net.Now);

        // The last values move to the places of those that the picture has passed.
        for (var round = 0; server.Topic.TryTake(out var message, out _); round++)
        {
            late.Topic.Receive("a", message, net.Now);
            for (var i = 0; i < 100 && round < 5; i++)
            {
                server.Set($"room {(round * 100) + i}", 0);
            }

            if (round < 5)
            {
                server.Set($"new {round}", 1);
            }
        }

        Assert.Equal(server.Own.Count, late.Known["a"].Count);
        net.Settle();
        net.AssertAgreed();
    }

    [Theory]
    [InlineData("delta")]
    [InlineData("end")]
    [InlineData("heartbeat")]
    public void Picture_WhoseFirstPartCameBeforeTheBeginningOfItsEpoch_IsWhole(string late)
    {
        var net = new TopicNet(1);
        var before = net.Start("a");
        var reader = net.Start("b");
        before.Set("tea", 1);
        net.Settle();
        net.Restart(before, saysSo: false);
        var server = net.Servers.Single(static server => server.Id == "a");
        for (var i = 0; i < 1300; i++)
        {
            server.Set($"room {i}", 1);
        }

        var beginning = server.Topic.Position;
        var changes = Take();
        server.Topic.Receive("b", TopicMessage<string, int>.Of(TopicMessageKind.Ask), net.Now);
        var parts = Take();
        reader.Topic.Receive("a", parts[0], net.Now);
        switch (late)
        {
            case "delta":
                reader.Topic.Receive("a", changes.First(static message => message.Kind == TopicMessageKind.Delta), net.Now);
                break;
            case "end":
                reader.Topic.Receive("a", before.Topic.End(), net.Now);
                break;
            default:
                reader.Topic.Hear("a", beginning, net.Now);
                break;
        }

        foreach (var part in parts[1..])
        {
            reader.Topic.Receive("a", part, net.Now);
        }

        Assert.True(parts.Count > 1);
        Assert.False(reader.Topic.IsBehind);
        Assert.Equal(TopicNet.Server.Text(server.Own), TopicNet.Server.Text(reader.Known["a"]));

        List<TopicMessage<string, int>> Take()
        {
            List<TopicMessage<string, int>> messages = [];
            while (server.Topic.TryTake(out var message, out _))
            {
                messages.Add(message);
            }

            return messages;
        }
    }

    [Fact]
    public void Values_MoreThanAreKeptOfAServer_ComeWhenThereIsRoom()
    {
        var net = new TopicNet(1) { MaxValues = 1000 };
        var server = net.Start("a");
        var reader = net.Start("b");
        for (var i = 0; i < 1100; i++)
        {
            server.Set($"room {i}", 1);
        }

        net.Settle();
        Assert.Equal(1000, reader.Known["a"].Count);
        Assert.False(reader.Topic.IsBehind);
        net.Sent.Clear();
        net.Settle();
        Assert.Empty(net.Sent);

        for (var i = 0; i < 300; i++)
        {
            server.Set($"room {i}", 0);
        }

        net.Settle();
        net.AssertAgreed();
    }

    // Whoever calls it is not called again by itself before the next heartbeat.
    [Fact]
    public void Tick_WhileAServerIsMissedForTooShortATime_SaysThatItHasToBeCalledAgain()
    {
        var net = new TopicNet(1);
        var topic = net.Start("here").Topic;
        while (topic.TryTake(out _, out _))
        {
        }

        topic.Hear("one", new TopicPosition(1, 5), TimeSpan.Zero);
        topic.Hear("two", new TopicPosition(1, 5), TimeSpan.FromMilliseconds(60));

        Assert.True(topic.Tick(TimeSpan.FromMilliseconds(99)));
        Assert.False(topic.HasOutgoing);
        Assert.True(topic.Tick(TimeSpan.FromMilliseconds(100)));
        Assert.True(topic.TryTake(out _, out var asked));
        Assert.Equal("one", asked);
        Assert.False(topic.Tick(TimeSpan.FromMilliseconds(160)));
        Assert.True(topic.TryTake(out _, out asked));
        Assert.Equal("two", asked);
    }

    [Fact]
    public void Log_WithAGap_SaysThatSomethingWasMissed()
    {
        var format = new RecheckFormat();
        var (told, heard) = (new Entries(), new Entries());
        var (from, to) = (Log(told), Log(heard));
        from.Put(new RecheckScope("a", null), true);
        Deliver();
        from.Put(new RecheckScope("b", null), true);
        from.TryTake(out _, out _);
        from.Put(new RecheckScope(null, "ann"), true);
        Deliver();

        Assert.Equal(["a"], heard.Seen);
        to.Tick(Topic<int, int>.Disorder);
        Assert.Equal(["a", "missed"], heard.Seen);
        from.Put(new RecheckScope("c", null), true);
        Deliver();
        to.Hear("a", from.Position, TimeSpan.Zero);
        to.Tick(TimeSpan.FromHours(1));
        Assert.Equal(["a", "missed", "c"], heard.Seen);

        // The last one is missed too.
        from.Put(new RecheckScope("d", null), true);
        from.TryTake(out _, out _);
        to.Hear("a", from.Position, TimeSpan.FromHours(2));
        to.Tick(TimeSpan.FromHours(3));
        Assert.Equal(["a", "missed", "c", "missed"], heard.Seen);

        Topic<RecheckScope, bool> Log(Entries reader) => new(1, format, reader, TimeSpan.Zero, isLog: true);

        void Deliver()
        {
            Assert.True(from.TryTake(out var message, out _));
            to.Receive("a", format.Read(format.Write(message))!, TimeSpan.Zero);
        }
    }

    [Fact]
    public void Wishes_ForOneKey_AreToldOnce()
    {
        var net = new TopicNet(1);
        var server = net.Start("a");
        net.Step();
        for (var i = 0; i < 1000; i++)
        {
            server.Topic.Wish("b", new TopicOp<string, int>("tea", i, true));
        }

        Assert.True(server.Topic.TryTake(out var message, out var to));
        Assert.Equal(("b", 999), (to, Assert.Single(message.Ops).Value));
        Assert.False(server.Topic.TryTake(out _, out _));
    }

    private sealed class Entries : ITopicReader<RecheckScope, bool>
    {
        public List<string> Seen { get; } = [];

        public void Put(string server, RecheckScope key, bool value, bool before) => Seen.Add(key.Rooms ?? key.User!);

        public void Remove(string server, RecheckScope key, bool before) => Assert.Fail("A log keeps nothing.");

        public void Miss(string server) => Seen.Add("missed");
    }
}
