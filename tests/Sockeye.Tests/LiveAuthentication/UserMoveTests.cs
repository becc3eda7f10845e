using System.Security.Claims;

namespace Sockeye.Tests.Authentication;

/// <summary>Sockets whose user changes or ends: what is sent to a user follows.</summary>
public sealed class UserMoveTests
{
    [Fact]
    public async Task SetUser_MovesTheSocketToWhatIsSentToTheNewUser()
    {
        var (scene, authentication) = await StartAsync();
        await using var started = scene;

        await authentication.SetUserAsync(scene[0], Users.Named("bob"));
        await scene.IO.User("ann").EmitAsync("ann");
        await scene.IO.User("bob").EmitAsync("bob");

        Assert.Equal(["""42["bob"]"""], await scene.DrainAsync());
    }

    [Fact]
    public async Task SignOut_EndsWhatIsSentToTheUser()
    {
        var (scene, authentication) = await StartAsync();
        await using var started = scene;

        authentication.Expire(scene[0]);
        await scene.IO.User("ann").EmitAsync("ann");

        Assert.Null(scene[0].UserId);
        Assert.Equal(["""42["auth:expired"]"""], await scene.DrainAsync());
    }

    [Fact]
    public async Task SetUser_AsksForTheIdUnderNoLock()
    {
        LiveAuthentication authentication = null!;
        Socket socket = null!;
        await using var scene = await Scene.StartAsync(
            1,
            io => authentication = io.MainNamespace.UseLiveAuthentication(),
            options: options => options.UserId = user =>
            {
                if (user.Identity?.Name is "bob")
                {
                    // Another thread asks what would wait for a lock.
                    Task.Run(() => (authentication.ExpiryOf(socket), socket.Rooms)).Within().Wait(TestContext.Current.CancellationToken);
                }

                return user.Identity?.Name;
            });
        socket = scene[0];

        await authentication.SetUserAsync(socket, Users.Named("bob")).Within();

        Assert.Equal("bob", socket.UserId);
    }

    [Fact]
    public async Task Renewal_OfTheSameUser_KeepsIt()
    {
        var (scene, _) = await StartAsync();
        await using var started = scene;

        await scene.Clients[0].SendAsync("""421["auth:renew",{"token":"x"}]""");
        await scene.Clients[0].ExpectAsync("""431[{"expires":null}]""");
        await scene.IO.User("ann").EmitAsync("ann");

        Assert.Equal(["""42["ann"]"""], await scene.DrainAsync());
    }

    private static async Task<(Scene Scene, LiveAuthentication Authentication)> StartAsync()
    {
        LiveAuthentication authentication = null!;
        var scene = await Scene.StartAsync(
            1,
            io =>
            {
                io.Use(static socket => socket.User = Users.Named("ann"));
                authentication = io.MainNamespace.UseLiveAuthentication(static options =>
                {
                    options.WhenExpired = ExpiredAuthentication.LeaveRooms;
                    options.Renew = static (_, _) => new(AuthenticationRenewal.Of(Users.Named("ann")));
                });
            },
            options: static options => options.UserIdClaim = ClaimTypes.NameIdentifier);
        return (scene, authentication);
    }
}
