using BenchmarkDotNet.Attributes;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Benchmarks;

/// <summary>From the bytes of a message to a packet: what each message that comes in costs before a handler sees it.</summary>
public class DecodeBenchmarks
{
    private readonly JsonPacketDecoder _decoder = new(new PacketDecoderOptions());
    private readonly byte[] _event = [.. "2[\"said\",\""u8, .. Filler(64), .. "\"]"u8];
    private readonly byte[] _eventWithAck = [.. "2/chat,17[\"echo\",\""u8, .. Filler(64), .. "\"]"u8];
    private readonly byte[] _longEvent = [.. "2[\"said\",\""u8, .. Filler(1024), .. "\"]"u8];
    private readonly byte[] _binaryHeader = "51-[\"said\",{\"_placeholder\":true,\"num\":0}]"u8.ToArray();
    private readonly byte[] _attachment = Filler(1024);

    [Benchmark(Baseline = true)]
    public DecodeStatus Event() => _decoder.Decode(_event, isBinary: false, out _);

    [Benchmark]
    public DecodeStatus EventWithAcknowledgementInNamespace() => _decoder.Decode(_eventWithAck, isBinary: false, out _);

    [Benchmark]
    public DecodeStatus EventOf1KiB() => _decoder.Decode(_longEvent, isBinary: false, out _);

    [Benchmark]
    public DecodeStatus BinaryEventOf1KiB()
    {
        _decoder.Decode(_binaryHeader, isBinary: false, out _);
        return _decoder.Decode(_attachment, isBinary: true, out _);
    }

    private static byte[] Filler(int length) => [.. Enumerable.Repeat((byte)'x', length)];
}
