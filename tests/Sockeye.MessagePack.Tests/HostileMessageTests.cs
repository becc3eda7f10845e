using System.Diagnostics;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Tests;

/// <summary>What a client that means harm sends. Nothing is allocated for what is only announced.</summary>
public sealed class HostileMessageTests
{
    private const int Megabyte = 1_000_000;

    [Theory]
    [InlineData("dfffffffff")] // a map of four thousand million
    [InlineData("df7fffffff")]
    [InlineData("83a47479706502a36e7370a12fa464617461ddffffffff")]
    [InlineData("83a47479706502a36e7370a12fa464617461ddffffffffa178")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178df7fffffff")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178dbffffffff")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178c6ffffffff")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178c6ffffffff00")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178c9ffffffff00")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178c9fffffffe")]
    [InlineData("83a47479706502a36e7370a12fa46461746192a178dc")]
    [InlineData("83a47479706502a36e7370a12fdbffffffff")]
    public void Decode_LengthsBeyondTheEnd_AreRefusedWithoutAllocating(string hex)
    {
        var message = Convert.FromHexString(hex);
        var decoder = MessagePackParser.Instance.CreateDecoder(new PacketDecoderOptions());
        decoder.Decode(message, isBinary: true, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10_000; i++)
        {
            decoder.Decode(message, isBinary: true, out _);
        }

        // Where another thread collects garbage meanwhile, what is left of this thread's piece of the heap counts as allocated.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
        Assert.Equal(PacketError.InvalidPayload, decoder.Error);
    }

    [Theory]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public void Decode_MegabyteOfOpenContainers_IsRefused(byte code)
    {
        var inData = Prefixed("83a47479706502a36e7370a12fa46461746192a178", code);
        var inAnUnknownKey = Prefixed("83a47479706500a36e7370a12fa178", code);

        Assert.Equal("InvalidPayload", Wire.Decode(inData));
        Assert.Equal("InvalidPayload", Wire.Decode(inAnUnknownKey));
    }

    [Theory]
    [InlineData(4, "91a178", null)]
    [InlineData(4, "92a17891919100", null)] // the data itself is the first level
    [InlineData(4, "92a1789191919100", PacketError.TooDeep)]
    [InlineData(4, "92a17881a16181a16181a16181a16100", PacketError.TooDeep)]
    [InlineData(4, "92a1789191c400", null)] // a binary value is an object in JSON
    [InlineData(4, "92a178919191c400", PacketError.TooDeep)]
    [InlineData(4, "92a17891d40507", null)] // and an extension an array with one
    [InlineData(4, "92a1789191d40507", PacketError.TooDeep)]
    public void Decode_DeeperThanAllowed_IsRefused(int maxDepth, string data, PacketError? error)
    {
        var decoded = Wire.Decode(Wire.Event(data), new PacketDecoderOptions { MaxDepth = maxDepth });

        Assert.Equal(error?.ToString() ?? "Event", decoded.Split(' ')[0]);
    }

    [Fact]
    public void Decode_AHundredThousandLevelsWhereAllowed_DoesNotNeedTheStack()
    {
        const int Levels = 100_000;
        var message = Convert.FromHexString("83a47479706502a36e7370a12fa46461746192a178" + string.Concat(Enumerable.Repeat("91", Levels)) + "c0");

        var decoded = Wire.Decode(message, new PacketDecoderOptions { MaxDepth = int.MaxValue });

        Assert.StartsWith("Event / -1 [\"x\",[[[[", decoded);
    }

    [Fact]
    public void Decode_LargerThanAllowed_IsRefused()
    {
        var message = Convert.FromHexString(Wire.Event("92a178d964" + string.Concat(Enumerable.Repeat("61", 100))));

        Assert.StartsWith("Event", Wire.Decode(message, new PacketDecoderOptions { MaxPacketBytes = message.Length }));
        Assert.Equal("TooLarge", Wire.Decode(message, new PacketDecoderOptions { MaxPacketBytes = message.Length - 1 }));
    }

    [Theory]
    [InlineData("c400")] // two bytes each, and forty as JSON
    [InlineData("d40500")]
    [InlineData("a101")] // escaped
    public void Decode_WhatIsMuchLargerAsJson_IsRefusedAtTheLimit(string value)
    {
        var values = Convert.FromHexString(string.Concat(Enumerable.Repeat(value, 300_000)));
        byte[] message = [.. Convert.FromHexString("83a47479706502a36e7370a12fa464617461dd000493e1a178"), .. values];

        Assert.StartsWith("Event", Wire.Decode(message, new PacketDecoderOptions { MaxPacketBytes = 100 * Megabyte }));
        Assert.Equal("TooLarge", Wire.Decode(message, new PacketDecoderOptions { MaxPacketBytes = Megabyte }));
    }

    [Theory]
    [InlineData("dd000f4240", 0xc0)]
    [InlineData("dd000f4240", 0x00)]
    [InlineData("dd000f4240", 0xa0)]
    [InlineData("dd000f4240", 0x90)]
    public void Decode_MegabyteOfSmallValues_TakesOnePass(string header, byte value)
    {
        var message = Prefixed("83a47479706502a36e7370a12fa464617461" + header, value);
        message[23] = 0x01; // the name
        var stopwatch = Stopwatch.StartNew();

        Assert.StartsWith("Event / -1 [1,", Wire.Decode(message));

        // One pass takes a fraction of a second, on a busy machine too; one for each value would take hours.
        Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(20), $"took {stopwatch.Elapsed}");
    }

    private static byte[] Prefixed(string hex, byte value)
    {
        var prefix = Convert.FromHexString(hex);
        var message = new byte[prefix.Length + Megabyte];
        prefix.CopyTo(message, 0);
        message.AsSpan(prefix.Length).Fill(value);
        return message;
    }
}
