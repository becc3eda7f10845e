using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Tests.Delivery;

public sealed class UnsentPacketsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void CopyTo_InPieces_GivesAllInOrder(int size)
    {
        var outbox = default(Outbox);
        var expected = new List<byte>();
        foreach (int length in new[] { 0, 1, 200, 3, 70_000, 0, 125, 126 })
        {
            byte[] data = new byte[length];
            Random.Shared.NextBytes(data);
            var packet = EncodedPacket.FromBinary(data);
            outbox.Add(packet);
            expected.AddRange(packet.Frames.ToArray());
        }

        var unsent = new UnsentPackets(outbox);
        var copied = new List<byte>();
        byte[] buffer = new byte[size];
        while (!unsent.IsEmpty)
        {
            // The network may take less than it is offered.
            int taken = Math.Max(1, unsent.CopyTo(buffer) / 2);
            copied.AddRange(buffer[..taken]);
            unsent.Advance(taken);
        }

        Assert.Equal(expected, copied);
        unsent.Release();
        Assert.True(unsent.IsEmpty);
    }

    [Fact]
    public void CopyTo_LargePacket_StopsBeforeIt()
    {
        var outbox = default(Outbox);
        outbox.Add(EncodedPacket.FromText("small"u8));
        outbox.Add(EncodedPacket.FromBinary(new byte[1000]));
        var unsent = new UnsentPackets(outbox);
        Assert.Equal(unsent.Next.Length, unsent.CopyTo(new byte[2000], largest: 100));
        unsent.Advance(unsent.Next.Length);
        Assert.True(unsent.IsLast);
        Assert.Equal(0, unsent.CopyTo(new byte[2000], largest: 100));
    }
}
