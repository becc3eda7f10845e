namespace Sockeye.Protocol.SocketIO;

/// <summary>The parts of a text message, with a payload that is not yet checked.</summary>
internal ref struct PacketParts
{
    public PacketType Type;
    public int Attachments;
    public ReadOnlySpan<byte> Namespace;
    public long Id;
    public ReadOnlySpan<byte> Payload;

    /// <summary>
    /// The number of placeholders for each attachment; <see langword="null"/> if the placeholders refer to the attachments in order.
    /// </summary>
    public Dictionary<int, int>? References;

    /// <summary>Counts a placeholder.</summary>
    /// <param name="number">The attachment that it refers to.</param>
    /// <param name="before">The number of placeholders before it, which were in order as long as nothing was counted.</param>
    public void CountReference(int number, int before)
    {
        References ??= Enumerable.Range(0, before).ToDictionary(static attachment => attachment, static _ => 1);
        References[number] = References.GetValueOrDefault(number) + 1;
    }
}
