using Sockeye.Engine.Transports.WebSockets;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>What a client writes into a WebSocket. It must not matter in which pieces it comes.</summary>
internal sealed class WebSocketFrameTarget : IFuzzTarget
{
    private const int MaxPayload = 2000;

    public string Name => "websocket";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Frame(0x81, "42[\"a\",1]"u8),
        Frame(0x82, [1, 2, 3, 4]),
        Frame(0x81, []),
        Frame(0x81, new string('x', 126).Select(static letter => (byte)letter).ToArray()),
        Frame(0x82, new byte[300]),
        Frame(0x81, "€😀"u8),
        Frame(0x89, "ping"u8),
        Frame(0x8a, []),
        Frame(0x88, [0x03, 0xe8]),
        [.. Frame(0x01, "42[\"a"u8), .. Frame(0x89, []), .. Frame(0x00, "\",1"u8), .. Frame(0x80, "]"u8)],
        [.. Frame(0x81, "2"u8), .. Frame(0x81, "451-[\"x\"]"u8), .. Frame(0x82, [9]), .. Frame(0x88, [])],
    ];

    public void Run(byte[] input)
    {
        var whole = Read(input, input.Length + 1);
        Require(Read(input, 1).SequenceEqual(whole), "byte by byte it is something else");
        Require(Read(input, 7).SequenceEqual(whole), "in pieces of seven bytes it is something else");
    }

    private static List<string> Read(byte[] input, int pieces)
    {
        var reader = new FrameReader(MaxPayload);
        var seen = new List<string>();
        var messageBytes = 0;
        for (var at = 0; at < input.Length;)
        {
            var memory = reader.GetMemory();
            Require(!memory.IsEmpty, "no room to read to");
            Require(memory.Length <= 64 * 1024, "a buffer much larger than a message may be");
            var count = Math.Min(Math.Min(pieces, memory.Length), input.Length - at);
            input.AsSpan(at, count).CopyTo(memory.Span);
            reader.Advance(count);
            at += count;
            ReadStatus status;
            while ((status = reader.TryRead(out var payload)) is not (ReadStatus.NeedsMore or ReadStatus.Faulted))
            {
                Require(payload.Length <= MaxPayload, "a message larger than allowed");
                messageBytes += payload.Length;
                seen.Add($"{status} {Convert.ToHexString(payload)}");
            }

            Require(messageBytes <= input.Length, "more data than came");
            if (status == ReadStatus.Faulted)
            {
                seen.Add($"fault {reader.Fault}");
                break;
            }
        }

        reader.Release();
        Require(!reader.HasPart, "something is left");
        return seen;
    }

    private static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        byte[] mask = [0x37, 0xfa, 0x21, 0x3d];
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xfe, (byte)(payload.Length >> 8), (byte)payload.Length];
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= mask[i % 4];
        }

        return [first, .. length, .. mask, .. masked];
    }
}
