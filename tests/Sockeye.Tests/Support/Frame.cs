using System.Text;

namespace Sockeye.Tests.Support;

/// <summary>One packet of Engine.IO: text with its type character, such as <c>42["x"]</c>, or a binary message.</summary>
internal readonly record struct Frame(string? Text, byte[]? Binary)
{
    public const char Separator = '\x1e';

    public static implicit operator Frame(string text) => new(text, null);

    public static implicit operator Frame(byte[] binary) => new(null, binary);

    public static Frame Parse(string polled) =>
        polled.StartsWith('b') ? new(null, Convert.FromBase64String(polled[1..])) : new(polled, null);

    public string ToPolled() => Text ?? "b" + Convert.ToBase64String(Binary!);

    public ReadOnlyMemory<byte> ToBytes() => Text is null ? Binary : Encoding.UTF8.GetBytes(Text);

    public override string ToString() => Text ?? Convert.ToHexString(Binary!);
}
