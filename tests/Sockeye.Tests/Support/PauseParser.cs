using System.Buffers;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Tests.Support;

/// <summary>The default format. The client that writes that a stream is to pause has to wait in the middle of it.</summary>
internal sealed class PauseParser : PacketParser
{
    public TaskCompletionSource Pausing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override PacketDecoder CreateDecoder(PacketDecoderOptions options) => JsonPacketParser.Instance.CreateDecoder(options);

    public override EncodedForm Encode(in Packet packet, IBufferWriter<byte> output)
    {
        if (packet.Payload.IndexOf("stream:pause"u8) >= 0)
        {
            Pausing.TrySetResult();
            Release.Task.GetAwaiter().GetResult();
        }

        return JsonPacketParser.Instance.Encode(packet, output);
    }
}
