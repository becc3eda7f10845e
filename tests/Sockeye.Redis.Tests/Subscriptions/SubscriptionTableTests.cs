using CsCheck;
using Sockeye.Subscriptions;

namespace Sockeye.Redis.Tests.Subscriptions;

/// <summary>Which operations a table of subscriptions asks for, however its subscribers come and go meanwhile.</summary>
public sealed class SubscriptionTableTests
{
    private readonly SubscriptionTable<string, object> _table = new();

    [Fact]
    public void Add_TheFirst_IsListenedTo_AndTheLast_IsUntilItGoes()
    {
        var (one, other) = (new object(), new object());

        var first = _table.Add("c", one);
        var second = _table.Add("c", other);
        Assert.True(_table.TryBegin("c", out var listen));
        Assert.True(listen);
        Assert.False(first.IsCompleted || second.IsCompleted);
        _table.End("c", isListening: true);
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);

        _table.Remove("c", one);
        Assert.False(_table.TryBegin("c", out _));
        var last = _table.Remove("c", other);
        Assert.True(_table.TryBegin("c", out listen));
        Assert.False(listen);
        Assert.False(last.IsCompleted);
        _table.End("c", isListening: false);
        Assert.True(last.IsCompletedSuccessfully);
        Assert.Empty(_table.Channels);
    }

    [Fact]
    public void Add_WhileTheListeningIsEnded_IsListenedToAfterwards()
    {
        var (old, young) = (new object(), new object());
        _table.Add("c", old);
        _table.TryBegin("c", out _);
        _table.End("c", isListening: true);
        _table.Remove("c", old);
        Assert.True(_table.TryBegin("c", out var listen));
        Assert.False(listen);

        var listening = _table.Add("c", young);
        Assert.False(_table.TryBegin("c", out _), "Operations on a channel never overlap.");
        _table.End("c", isListening: false);

        Assert.False(listening.IsCompleted);
        Assert.True(_table.TryBegin("c", out listen));
        Assert.True(listen);
        _table.End("c", isListening: true);
        Assert.True(listening.IsCompletedSuccessfully);
        Assert.True(_table.TryFind("c", out var state));
        Assert.Equal([young], state.Subscribers);
    }

    [Fact]
    public void BeginAnew_OfAChannelThatIsListenedTo_EndsItBeforeItBegins()
    {
        Assert.False(_table.TryBeginAnew("c"));
        _table.Add("c", new object());
        Assert.False(_table.TryBeginAnew("c"), "It is not listened to yet.");
        _table.TryBegin("c", out _);
        _table.End("c", isListening: true);

        Assert.True(_table.TryBeginAnew("c"));
        Assert.False(_table.TryBeginAnew("c") || _table.TryBegin("c", out _), "Operations on a channel never overlap.");
        _table.End("c", isListening: false);

        Assert.True(_table.TryBegin("c", out var listen));
        Assert.True(listen);
    }

    [Fact]
    public void End_OfAnAttemptThatFailed_IsWaitedForNoLonger_AndMayBeTriedAgain()
    {
        var listening = _table.Add("c", new object());
        _table.TryBegin("c", out _);

        _table.End("c", isListening: false, failed: true);

        Assert.True(listening.IsCompletedSuccessfully);
        Assert.True(_table.TryBegin("c", out var listen));
        Assert.True(listen);
    }

    [Fact]
    public void Lose_WhatIsListenedTo_IsAskedForAgain_AndNothingElse()
    {
        var (kept, gone) = (new object(), new object());
        foreach (var (channel, subscriber) in new[] { ("kept", kept), ("gone", gone) })
        {
            _table.Add(channel, subscriber);
            _table.TryBegin(channel, out _);
            _table.End(channel, isListening: true);
        }

        var ended = _table.Remove("gone", gone);
        _table.Lose();

        Assert.True(ended.IsCompletedSuccessfully);
        Assert.Equal(["kept"], _table.Channels);
        Assert.False(_table.TryBegin("gone", out _));
        Assert.True(_table.TryBegin("kept", out var listen));
        Assert.True(listen);
    }

    [Fact]
    public void AnyOrderOfEvents_EndsAsTheSubscribersWantIt() => Gen.Int[0, 99].List[0, 60].Sample(static steps =>
    {
        string[] channels = ["a", "b"];
        var table = new SubscriptionTable<string, object>();
        var present = channels.ToDictionary(static channel => channel, static _ => new List<object>());
        var isListening = channels.ToDictionary(static channel => channel, static _ => false);
        var running = new Dictionary<string, bool>();
        var waiting = new List<Task>();
        foreach (var step in steps)
        {
            var channel = channels[step % 2];
            switch (step / 2 % 6)
            {
                case 0:
                    present[channel].Add(new object());
                    waiting.Add(table.Add(channel, present[channel][^1]));
                    break;
                case 1 when present[channel] is [var first, ..]:
                    present[channel].RemoveAt(0);
                    waiting.Add(table.Remove(channel, first));
                    break;
                case 2 or 3:
                    if (table.TryBegin(channel, out var listen))
                    {
                        Assert.DoesNotContain(channel, running.Keys);
                        Assert.Equal(!isListening[channel], listen);
                        running[channel] = listen;
                    }

                    break;
                case 4 when running.Remove(channel, out var done):
                    isListening[channel] = done;
                    table.End(channel, done);
                    break;
                case 5 when running.Remove(channel, out var failed):
                    table.End(channel, isListening[channel], failed: true);
                    break;
            }
        }

        foreach (var channel in channels)
        {
            do
            {
                if (running.Remove(channel, out var done))
                {
                    isListening[channel] = done;
                    table.End(channel, done);
                }

                if (table.TryBegin(channel, out var listen))
                {
                    running[channel] = listen;
                }
            }
            while (running.ContainsKey(channel));

            Assert.Equal(present[channel].Count > 0, isListening[channel]);
            Assert.Equal(isListening[channel], table.TryFind(channel, out var state));
            Assert.Equal(present[channel], state?.Subscribers ?? []);
        }

        Assert.All(waiting, static task => Assert.True(task.IsCompletedSuccessfully));
    });
}
