using System.Net;
using System.Security.Claims;

namespace Sockeye.Testing;

/// <summary>A client that connects to a <see cref="FakeServer"/>: its user, and what it sends with its first request.</summary>
public sealed class FakeClient
{
    internal FakeClient()
    {
    }

    /// <summary>The user that the request is authenticated as (<see cref="Socket.User"/>).</summary>
    /// <value>A user that is not authenticated by default.</value>
    public ClaimsPrincipal User { get; set; } = new(new ClaimsIdentity());

    /// <summary>The credentials (<see cref="Handshake.Auth"/>), which are sent as JSON in the CONNECT packet.</summary>
    /// <value><see langword="null"/> by default.</value>
    public object? Auth { get; set; }

    /// <summary>The query of the request (<see cref="Handshake.Query"/>).</summary>
    public IDictionary<string, string> Query { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The headers of the request (<see cref="Handshake.Headers"/>).</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address that the request comes from (<see cref="Handshake.Address"/>).</summary>
    /// <value>127.0.0.1 by default.</value>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>Sets an authenticated user.</summary>
    /// <param name="name">
    /// The name and the id of the user, as the claims <see cref="ClaimTypes.Name"/> and <see cref="ClaimTypes.NameIdentifier"/>.
    /// </param>
    /// <param name="claims">Further claims, such as roles.</param>
    public void SignIn(string name, params IEnumerable<Claim> claims)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name), new Claim(ClaimTypes.Name, name), .. claims], "Fake"));
    }
}
