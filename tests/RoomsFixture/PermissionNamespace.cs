using System.Collections.Concurrent;
using System.Security.Claims;

namespace Sockeye.RoomsFixture;

/// <summary>
/// <c>/permission</c>: who a client is says its <c>auth.user</c>. In rooms <c>vip:*</c> may be who was named by <c>admit</c>, on this server, and not by <c>forget</c>; only <c>ann</c> sends to
/// <c>news</c>. An authentication holds for <c>auth.seconds</c>, and is renewed by another one.
/// </summary>
internal static class PermissionNamespace
{
    public static void Serve(SocketIOServer io)
    {
        var ns = io.Of("/permission");
        var members = new ConcurrentDictionary<string, bool>();
        ns.Use(static socket => socket.User = UserOf(socket.Handshake.Auth));
        var permissions = ns.UsePermissions(rules =>
        {
            rules.For("vip:*").Join(context => members.ContainsKey(context.User.Identity!.Name!) ? true : RoomVerdict.Refuse("members only"));
            rules.For("news").Allow().Send(static context => context.User.Identity!.Name == "ann");
            rules.For("lobby").Allow();
        });
        ns.UsePresence(static options => options.Identify = static socket => socket.User.Identity?.Name);
        ns.UseLiveAuthentication(options =>
        {
            options.Expires = socket => ExpiryOf(socket.Handshake.Auth);
            options.Renew = static (_, credential) => new(
                credential.GetString("user") is null ? AuthenticationRenewal.Refuse("no user") : AuthenticationRenewal.Of(UserOf(credential), ExpiryOf(credential)));
        });
        ns.OnConnection(socket => socket
            .On("join", async (string room, Acknowledgement ack) =>
            {
                await socket.JoinAsync(room);
                await ack.SendAsync("in");
            })
            .On("say", async (string room, string text, Acknowledgement ack) =>
            {
                await socket.To(room).EmitAsync("said", text);
                await ack.SendAsync("sent");
            })
            .On("admit", async (string user, Acknowledgement ack) => await ack.SendAsync(members[user] = true))
            .On("forget", async (string user, Acknowledgement ack) => await ack.SendAsync(members.TryRemove(user, out _)))
            .On("recheck", async (string user, Acknowledgement ack) =>
            {
                await permissions.RecheckUserAsync(user);
                await ack.SendAsync("done");
            }));
    }

    private static ClaimsPrincipal UserOf(HandshakeAuth auth) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, auth.GetString("user") ?? "nobody")], "fixture"));

    private static DateTimeOffset? ExpiryOf(HandshakeAuth auth) =>
        auth.Get<double>("seconds") is > 0 and var seconds ? TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null;
}
