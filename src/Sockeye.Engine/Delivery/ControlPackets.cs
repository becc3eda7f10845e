namespace Sockeye.Engine.Delivery;

/// <summary>The packets of Engine.IO itself that are the same for every session.</summary>
internal static class ControlPackets
{
    public static readonly EncodedPacket Close = EncodedPacket.FromPacket("1"u8);
    public static readonly EncodedPacket Ping = EncodedPacket.FromPacket("2"u8);
    public static readonly EncodedPacket Pong = EncodedPacket.FromPacket("3"u8);
    public static readonly EncodedPacket ProbePong = EncodedPacket.FromPacket("3probe"u8);
    public static readonly EncodedPacket Noop = EncodedPacket.FromPacket("6"u8);
}
