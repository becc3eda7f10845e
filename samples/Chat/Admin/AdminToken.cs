using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>What the admin page asks for.</summary>
internal sealed class AdminToken
{
    private readonly byte[]? _hash;

    public AdminToken(IOptions<ChatOptions> options, IHostEnvironment environment)
    {
        var token = options.Value.AdminToken;
        if (string.IsNullOrEmpty(token) && environment.IsDevelopment())
        {
            token = Generated = RandomNumberGenerator.GetHexString(24, lowercase: true);
        }

        _hash = string.IsNullOrEmpty(token) ? null : Hash(token);
    }

    /// <summary>The token that was made up, for the log; none where one was configured.</summary>
    public string? Generated { get; }

    /// <summary>Whether there is a token at all.</summary>
    public bool IsEnabled => _hash is not null;

    // Hashes have one length: neither it nor the first wrong character can be told from the time.
    public bool Matches(string? token) =>
        _hash is not null && token is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(token));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
