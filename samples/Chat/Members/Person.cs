using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Samples.Chat.Members;

/// <summary>Somebody with a name in the chat.</summary>
/// <param name="Name">The name.</param>
/// <param name="TokenHash">Of the token that this person only knows: who has it may come back by that name. Records are read on all servers and stand in Redis, and secrets do not belong there.</param>
internal sealed record Person(string Name, string TokenHash) : ChatRecord(Name)
{
    /// <summary>Before the names of the library's rooms.</summary>
    public const string Prefix = "user:";

    /// <summary>The library's room that only this person is in. Direct messages go there.</summary>
    public string Room => KeyOf(Name);

    public static string KeyOf(string name) => Prefix + name.ToLowerInvariant();

    /// <summary>Makes somebody, and the token.</summary>
    public static (Person Person, string Token) New(string name)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return (new Person(name, Hash(token)), token);
    }

    public bool HasToken(string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenHash), Encoding.UTF8.GetBytes(Hash(token)));

    // A token has 128 random bits: nobody finds one for a hash by trying.
    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
