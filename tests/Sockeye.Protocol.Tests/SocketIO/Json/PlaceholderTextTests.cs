using System.Buffers;
using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

/// <summary>Data that looks like a placeholder, from the packet that it came in to the packet that it goes out with.</summary>
public sealed class PlaceholderTextTests
{
    private const string First = "{\"_placeholder\":true,\"num\":0}";

    // Clients before 4.5 take any value that JavaScript holds for true.
    [Theory]
    [InlineData("{\"_placeholder\":1,\"num\":0}", "{\"_placeholder\":false,\"num\":0}")]
    [InlineData("{\"num\":9,\"_placeholder\" : \"yes\" }", "{\"num\":9,\"_placeholder\" : false }")]
    [InlineData("{\"_placeholder\":{\"_placeholder\":[1],\"num\":0}}", "{\"_placeholder\":false}")]
    [InlineData("{\"_placeholder\":[1,[2]],\"\\u005fplaceholder\":2}", "{\"_placeholder\":false,\"_placeholder\":false}")]
    [InlineData("{\"_placeholder\":true,\"_placeholder\":1,\"num\":9}", "{\"_placeholder\":true,\"_placeholder\":false,\"num\":9}")]
    [InlineData("[\"_placeholder\",\"\\\"_placeholder\",\"\\u00e9\"]", "[\"_placeholder\",\"\\\"_placeholder\",\"\\u00e9\"]")]
    [InlineData("{\"a_placeholder\":1}", "{\"a_placeholder\":1}")]
    public void Data_BesideBinary_IsNoPlaceholderToAnyClient(string data, string expected)
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
        decoder.Decode(Encoding.UTF8.GetBytes($"51-[\"x\",{data},{First},{data}]"), isBinary: false, out _);
        Assert.Equal(DecodeStatus.Complete, decoder.Decode([1], isBinary: true, out Packet packet));

        Assert.Equal($"51-[\"x\",{expected},{First},{expected}]", Encode(packet));
    }

    [Theory]
    [InlineData("{\"_placeholder\":false,\"num\":0}")]
    [InlineData("{\"_placeholder\":null,\"num\":0}")]
    public void Data_ThatNoClientTakesForBinary_StaysAsItIs(string data)
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
        decoder.Decode(Encoding.UTF8.GetBytes($"51-[\"x\",{data},{First}]"), isBinary: false, out _);
        decoder.Decode([1], isBinary: true, out Packet packet);

        Assert.Equal(data, Encode(packet)["51-[\"x\",".Length..^(First.Length + 2)].Replace("\\u005F", "_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"_placeholder\":true,\"num\":0}")]
    [InlineData("[\"_placeholder\",\"x\\\"\\\\u005Fplaceholder\",\"\\\\\",{\"a\\\"_placeholder\":1}]")]
    public void Data_WithoutBinary_GoesOutAsItCame(string data)
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
        Assert.Equal(DecodeStatus.Complete, decoder.Decode(Encoding.UTF8.GetBytes($"2[\"x\",{data}]"), isBinary: false, out Packet packet));

        Assert.Equal($"2[\"x\",{data}]", Encode(packet));
    }

    private static string Encode(in Packet packet)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JsonPacketParser.Instance.Encode(packet, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
