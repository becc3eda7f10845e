using System.Globalization;
using System.Text;

namespace Sockeye.Simulation;

/// <summary>What has happened in a run: a hash of all of it, and with <c>--verbose</c> the text of what is worth reading.</summary>
internal sealed class Trace(TextWriter? output)
{
    private ulong _hash = 0xCBF29CE484222325;

    public ulong Hash => _hash;

    /// <summary>Whether somebody reads it.</summary>
    public bool IsRead => output is not null;

    public void Add(long value)
    {
        _hash = (_hash ^ (ulong)value) * 0x100000001B3;
        _hash ^= _hash >> 29;
    }

    public void Add(string text)
    {
        foreach (var c in text)
        {
            _hash = (_hash ^ c) * 0x100000001B3;
        }

        Add(text.Length);
    }

    /// <summary>Something that belongs to what a run is, and is worth reading.</summary>
    public void Line(long now, string who, string what)
    {
        Add(now);
        Add(who);
        Add(what);
        Note(now, who, what);
    }

    /// <summary>Something that is worth reading only.</summary>
    public void Note(long now, string who, string what) =>
        output?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(now).TotalSeconds,9:F4} {who,-10} {what}"));

    public void Line(long now, string who, ReadOnlySpan<byte> what)
    {
        Add(now);
        Add(who);
        foreach (var b in what)
        {
            _hash = (_hash ^ b) * 0x100000001B3;
        }

        Add(what.Length);
        if (output is not null)
        {
            Note(now, who, Encoding.UTF8.GetString(what));
        }
    }
}
