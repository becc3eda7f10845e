namespace Sockeye.Protocol.SocketIO;

/// <summary>A text message taken apart, its payload not yet looked at.</summary>
internal ref struct PacketParts
{
    public PacketType Type;
    public int Attachments;
    public ReadOnlySpan<byte> Namespace;
    public long Id;
    public ReadOnlySpan<byte> Payload;

    /// <summary>How many placeholders point to each attachment; nothing if they point to them in order.</summary>
    public Dictionary<int, int>? References;

    /// <summary>Counts a placeholder.</summary>
    /// <param name="number">The attachment that it points to.</param>
    /// <param name="before">How many came before it, in order as long as nothing was counted.</param>
    public void CountReference(int number, int before)
    {
        References ??= Enumerable.Range(0, before).ToDictionary(static attachment => attachment, static _ => 1);
        References[number] = References.GetValueOrDefault(number) + 1;
    }
}
