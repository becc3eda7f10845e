using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Samples.Chat.Members;

/// <summary>Somebody with a name in the chat.</summary>
/// <param name="Name">The name.</param>
/// <param name="Token">Known to this person only: who has it may come back by that name.</param>
internal sealed record Person(string Name, string Token) : ChatRecord(Name)
{
    /// <summary>Before the names of the library's rooms.</summary>
    public const string Prefix = "user:";

    /// <summary>The library's room that only this person is in. Direct messages go there.</summary>
    public string Room => KeyOf(Name);

    public static string KeyOf(string name) => Prefix + name.ToLowerInvariant();

    public static Person New(string name) => new(name, RandomNumberGenerator.GetHexString(32, lowercase: true));

    public bool HasToken(string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(token));
}
