using System.Buffers.Text;

namespace Sockeye.Simulation;

/// <summary>Where the code under test has its random bytes from.</summary>
internal sealed class IdSource(ulong seed)
{
    private readonly Rng _rng = new(seed);
    private readonly Queue<byte> _replayed = new();

    /// <summary>What was given since it was cleared.</summary>
    public List<byte> Recorded { get; } = [];

    /// <summary>Gives these bytes first.</summary>
    public void Replay(byte[] bytes)
    {
        _replayed.Clear();
        foreach (var b in bytes)
        {
            _replayed.Enqueue(b);
        }
    }

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = _replayed.TryDequeue(out var replayed) ? replayed : (byte)_rng.Next();
            Recorded.Add(bytes[i]);
        }
    }

    /// <summary>The id of a session.</summary>
    public string NewId()
    {
        Span<byte> bytes = stackalloc byte[15];
        Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
