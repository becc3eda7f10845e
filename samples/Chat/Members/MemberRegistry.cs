using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sockeye.Samples.Chat.Members;

/// <summary>Whose name is whose. Names are the same in upper and lower case.</summary>
internal sealed class MemberRegistry(IOptions<ChatOptions> options, TimeProvider time)
{
    // Between the middleware and the connection nothing waits for a human.
    private static readonly TimeSpan ClaimHold = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Member> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly ChatOptions _options = options.Value;

    /// <summary>The members that are connected.</summary>
    public IReadOnlyList<Member> Online
    {
        get
        {
            lock (_gate)
            {
                return [.. _members.Values.Where(member => member.Socket is not null)];
            }
        }
    }

    /// <summary>
    /// Takes a name for a socket that is about to connect. A name that is taken is given only to who brings its token: that is how a
    /// member comes back while the server still believes in the old connection.
    /// </summary>
    /// <param name="wanted">The name.</param>
    /// <param name="token">The token of the member that has it, where there is one.</param>
    /// <param name="isNew">Whether nobody here had it.</param>
    public Member Claim(string? wanted, string? token, out bool isNew)
    {
        var name = UserText.Name(wanted, "a name", _options.MaxNameLength);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            isNew = !_members.TryGetValue(name, out var member) || IsExpired(member, now);
            if (isNew)
            {
                // Where the connection does not come to be, the claim ends by itself.
                var budget = new MessageBudget(_options.MaxMessagesPer10Seconds, time);
                _members[name] = member = new Member(name, budget, now) { HeldUntil = now + ClaimHold };
            }
            else if (!IsToken(member!, token))
            {
                throw InUse(member!.Name);
            }

            return member!;
        }
    }

    /// <summary>The claim's socket is connected.</summary>
    /// <param name="member">What <see cref="Claim"/> gave.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="previous">The socket that was the member's until now.</param>
    /// <returns>Whether the claim still holds.</returns>
    public bool TryAttach(Member member, Socket socket, out Socket? previous)
    {
        lock (_gate)
        {
            previous = member.Socket;
            if (!IsCurrent(member))
            {
                return false;
            }

            member.Socket = socket;
            return true;
        }
    }

    /// <summary>Whether a socket is the one in use of a member who is here: neither replaced, nor of a member who was kicked.</summary>
    public bool IsCurrent(Member member, Socket? socket)
    {
        lock (_gate)
        {
            return IsCurrent(member) && member.Socket == socket;
        }
    }

    /// <summary>A socket has gone.</summary>
    /// <param name="member">Whose it was.</param>
    /// <param name="socket">The socket; none of a claim that is given up.</param>
    /// <param name="hold">Whether to keep the name a while: the member did not say goodbye.</param>
    public void Detach(Member member, Socket? socket, bool hold)
    {
        lock (_gate)
        {
            if (!IsCurrent(member, socket))
            {
                return;
            }

            member.Socket = null;
            member.HeldUntil = time.GetUtcNow() + _options.NameHold;
            if (!hold)
            {
                _members.Remove(member.Name);
            }
        }
    }

    /// <summary>Takes a member's name away.</summary>
    /// <returns>The socket to disconnect.</returns>
    public Socket Remove(Member member)
    {
        lock (_gate)
        {
            if (!IsCurrent(member) || member.Socket is not { } socket)
            {
                throw NotHere(member.Name);
            }

            _members.Remove(member.Name);
            return socket;
        }
    }

    /// <summary>A member goes on on another server: takes the name away, if the token is the member's.</summary>
    /// <param name="name">The name.</param>
    /// <param name="token">What was brought for it.</param>
    /// <param name="member">Whose name it is, or was; none where nobody has it.</param>
    /// <returns>Whether the name was taken away.</returns>
    public bool TryYield(string name, string? token, [NotNullWhen(true)] out Member? member)
    {
        lock (_gate)
        {
            if (!_members.TryGetValue(name, out member) || IsExpired(member, time.GetUtcNow()))
            {
                member = null;
                return false;
            }

            return IsToken(member, token) && _members.Remove(name);
        }
    }

    /// <summary>A connected member by name.</summary>
    public Member? Find(string? name)
    {
        lock (_gate)
        {
            return _members.TryGetValue(name?.Trim() ?? string.Empty, out var member) && member.Socket is not null ? member : null;
        }
    }

    /// <summary>Frees the names that were kept long enough.</summary>
    public void RemoveExpired()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var member in _members.Values.Where(member => IsExpired(member, now)).ToArray())
            {
                _members.Remove(member.Name);
            }
        }
    }

    /// <summary>The name is somebody else's.</summary>
    public static Refusal InUse(string name) => new($"The name {name} is in use. Choose another one.", "name-in-use");

    /// <summary>Nobody is connected by that name.</summary>
    public static Refusal NotHere(string? name) => string.IsNullOrWhiteSpace(name)
        ? new Refusal("Give a name first.", "empty")
        : new Refusal($"Nobody called {name.Trim()} is here.", "unknown-member");

    private static bool IsExpired(Member member, DateTimeOffset now) => member.Socket is null && member.HeldUntil <= now;

    private static bool IsToken(Member member, [NotNullWhen(true)] string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(member.Token), Encoding.UTF8.GetBytes(token));

    private bool IsCurrent(Member member) => _members.TryGetValue(member.Name, out var current) && current == member;
}
