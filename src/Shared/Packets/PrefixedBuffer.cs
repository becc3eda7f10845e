using System.Buffers;

namespace Sockeye.Packets;

/// <summary>A growing buffer with free space in front.</summary>
internal sealed class PrefixedBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[512];
    private int _start;
    private int _end;

    public int Capacity => _bytes.Length;

    /// <summary>Begins again, with free space in front.</summary>
    public void Reset(int prefix)
    {
        _start = _end = prefix;
        Ensure(0);
    }

    public Span<byte> Prefix(int length) => _bytes.AsSpan(_start - length, length);

    public ReadOnlySpan<byte> Written(int prefix) => _bytes.AsSpan(_start - prefix, _end - _start + prefix);

    public Span<byte> WrittenForChange() => _bytes.AsSpan(_start, _end - _start);

    public void Cut(int length) => _end = _start + length;

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsSpan(_end);
    }

    private void Ensure(int sizeHint)
    {
        var needed = _end + Math.Max(sizeHint, 64);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
