using System.Collections.Concurrent;
using System.Text;

namespace Sockeye.Tests.Backends;

/// <summary>What each channel between servers does.</summary>
public abstract class ChannelContract : BackendContract
{
    private readonly BlockingCollection<byte[]> _here = [];
    private readonly BlockingCollection<byte[]> _there = [];
    private readonly string _idHere = Guid.NewGuid().ToString("N");
    private readonly string _idThere = Guid.NewGuid().ToString("N");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Here.Channel!.StartAsync(_idHere, message => _here.Add(message.ToArray()));
        await There.Channel!.StartAsync(_idThere, message => _there.Add(message.ToArray()));
    }

    [Fact]
    public async Task Publish_ToAll_ArrivesEverywhereInOrder()
    {
        for (var i = 0; i < 50; i++)
        {
            await PublishAsync($"{i}", null);
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"{i}"), Take(_here, 50));
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"{i}"), Take(_there, 50));
    }

    [Fact]
    public async Task Publish_ToOne_ArrivesThereOnly()
    {
        await PublishAsync("for there", _idThere);
        await PublishAsync("for here", _idHere);
        await PublishAsync("for nobody", Guid.NewGuid().ToString("N"));
        await PublishAsync("for all", null);

        Assert.Equal(["for all", "for there"], Take(_there, 2).Order(StringComparer.Ordinal));
        Assert.Equal(["for all", "for here"], Take(_here, 2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Publish_OfAnything_ArrivesAsItIsInOrder()
    {
        byte[][] messages =
        [
            Encoding.UTF8.GetBytes("text"), Encoding.UTF8.GetBytes("é \ud83c\udf75 \0 ' \\ %s"), [0, 255, 254, 10], Encoding.UTF8.GetBytes(new string('x', 8000)), new byte[7999],
            Encoding.UTF8.GetBytes(new string('x', 7998)), Encoding.UTF8.GetBytes(new string('é', 4000)), Enumerable.Range(0, 1_000_000).Select(static i => (byte)i).ToArray(),
            Encoding.UTF8.GetBytes("{\"attachmentId\":\"1\"}"), Encoding.UTF8.GetBytes("the end"),
        ];
        foreach (var message in messages)
        {
            await Here.Channel!.PublishAsync(message, null);
        }

        foreach (var message in messages)
        {
            Assert.Equal(message, Take(_there));
            Assert.Equal(message, Take(_here));
        }
    }

    private static byte[] Take(BlockingCollection<byte[]> messages)
    {
        Assert.True(messages.TryTake(out var message, TimeSpan.FromSeconds(30)));
        return message;
    }

    private static string[] Take(BlockingCollection<byte[]> messages, int count) => Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetString(Take(messages))).ToArray();

    private ValueTask PublishAsync(string text, string? to) => Here.Channel!.PublishAsync(Encoding.UTF8.GetBytes(text), to);
}
