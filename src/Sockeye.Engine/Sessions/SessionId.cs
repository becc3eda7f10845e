using System.Buffers.Text;
using System.Security.Cryptography;

namespace Sockeye.Engine.Sessions;

/// <summary>Makes session ids: 15 random bytes, 20 characters of base64url. All of it is random: the id is a secret.</summary>
internal static class SessionId
{
    private const int ByteCount = 15;

    public static string Create()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
