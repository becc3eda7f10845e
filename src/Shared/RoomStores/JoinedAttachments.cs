using System.Globalization;

namespace Sockeye.RoomStores;

/// <summary>
/// The binary values of a message as two values: their sizes, such as <c>3,0,5</c>, and their bytes, one after the other.
/// </summary>
internal static class JoinedAttachments
{
    public static (string Sizes, ReadOnlyMemory<byte> Binary) Join(IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        if (attachments.Count == 0)
        {
            return (string.Empty, default);
        }

        var binary = new byte[attachments.Sum(static attachment => attachment.Length)];
        var end = 0;
        foreach (var attachment in attachments)
        {
            attachment.CopyTo(binary.AsMemory(end));
            end += attachment.Length;
        }

        return (string.Join(',', attachments.Select(static attachment => attachment.Length.ToString(CultureInfo.InvariantCulture))), binary);
    }

    /// <returns>The values; <see langword="null"/> if the sizes do not fit the bytes.</returns>
    public static ReadOnlyMemory<byte>[]? Split(string? sizes, byte[] binary)
    {
        if (string.IsNullOrEmpty(sizes))
        {
            return binary.Length == 0 ? [] : null;
        }

        var attachments = new List<ReadOnlyMemory<byte>>();
        var end = 0;
        foreach (var range in sizes.AsSpan().Split(','))
        {
            // Each size takes at least one character, so the length of the text limits their number.
            if (!int.TryParse(sizes.AsSpan(range), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > binary.Length - end)
            {
                return null;
            }

            // Listeners may get these as separate arrays.
            attachments.Add(binary.AsSpan(end, size).ToArray());
            end += size;
        }

        return end == binary.Length ? [.. attachments] : null;
    }
}
