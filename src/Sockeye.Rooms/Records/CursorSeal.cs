using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Records;

/// <summary>
/// Encrypts the end of a page if that is a record whose name the client may not know. The key belongs to this server and this namespace, so
/// on another server the client begins again.
/// </summary>
internal sealed class CursorSeal
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int LengthLength = 4;

    // Names are padded, so that the length reveals little.
    private const int Block = 256;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Seal(string cursor)
    {
        var length = Encoding.UTF8.GetByteCount(cursor);
        var text = new byte[(LengthLength + length + Block - 1) / Block * Block];
        BinaryPrimitives.WriteInt32LittleEndian(text, length);
        Encoding.UTF8.GetBytes(cursor, text.AsSpan(LengthLength));
        var sealedText = new byte[NonceLength + TagLength + text.Length];
        var nonce = sealedText.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(NonceLength + TagLength), sealedText.AsSpan(NonceLength, TagLength));
        return Convert.ToBase64String(sealedText);
    }

    /// <returns>Whether the text was made here. It comes from clients, so it may be anything.</returns>
    public bool TryOpen(ReadOnlySpan<char> text, out string cursor)
    {
        cursor = string.Empty;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length) || length < NonceLength + TagLength + Block)
        {
            return false;
        }

        var opened = new byte[length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(_key, TagLength);
            cipher.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan((NonceLength + TagLength)..length), bytes.AsSpan(NonceLength, TagLength), opened);
        }
        catch (CryptographicException)
        {
            return false;
        }

        cursor = Encoding.UTF8.GetString(opened, LengthLength, BinaryPrimitives.ReadInt32LittleEndian(opened));
        return true;
    }
}
