namespace Sockeye.Tests.Authentication;

/// <summary>Clients that renew their authentication with <c>auth:renew</c>.</summary>
public sealed class RenewalTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Inbox<TaskCompletionSource<AuthenticationRenewal>> _asked = new();

    [Fact]
    public async Task Renew_WithAGoodCredential_PutsTheEndOff()
    {
        await using var scene = await StartAsync(static options => options.Warning = TimeSpan.FromMinutes(1));
        var (client, socket) = await ConnectAsync(scene);
        var expires = scene.Server.Time.GetUtcNow() + TimeSpan.FromHours(1);

        await client.SendAsync("""421["auth:renew",{"token":"ann"}]""");
        await client.ExpectAsync($$"""431[{"expires":{{expires.ToUnixTimeMilliseconds()}}}]""");

        Assert.Equal("renewed", socket.User.FindFirst("token")!.Value);
        scene.Server.Time.Advance(TimeSpan.FromMinutes(58));
        await client.ExpectNothingAsync();
        scene.Server.Time.Advance(TimeSpan.FromMinutes(1.5));
        await client.ExpectAsync($$"""42["auth:expiring",{"expires":{{expires.ToUnixTimeMilliseconds()}}}]""");
    }

    [Theory]
    [InlineData("""{"token":"bad"}""", "bad token", "E_UNAUTHORIZED")]
    [InlineData("""{"token":"bob"}""", "the credential belongs to another user", "E_FORBIDDEN")]
    [InlineData("""{"token":"old"}""", "the credential has expired", "E_UNAUTHORIZED")]
    [InlineData("""{"token":"refuse"}""", "locked", "E_LOCKED")]
    [InlineData("""{"token":"throw"}""", "Internal server error", "E_UNAVAILABLE")]
    [InlineData("""{}""", "Unauthorized", "E_UNAUTHORIZED")]
    [InlineData("""{"token":"\ud800"}""", "Unauthorized", "E_UNAUTHORIZED")]
    [InlineData(""" "ann" """, "an object is expected", "E_INVALID")]
    [InlineData("""null""", "an object is expected", "E_INVALID")]
    [InlineData("""["ann"]""", "an object is expected", "E_INVALID")]
    public async Task Renew_WithABadCredential_IsRefusedAndChangesNothing(string credential, string message, string code)
    {
        await using var scene = await StartAsync();
        scene.Server.Log.Expect("could not be renewed");
        var (client, socket) = await ConnectAsync(scene);
        var user = socket.User;

        await client.SendAsync($"""421["auth:renew",{credential}]""");
        await client.ExpectAsync($$$$"""431[{"error":{"message":"{{{{message}}}}","data":{"code":"{{{{code}}}}"}}}]""");

        Assert.Same(user, socket.User);
        scene.Server.Time.Advance(Lifetime);
        await client.ExpectAsync("""42["disconnect_reason","authentication expired"]""", "41");
    }

    [Fact]
    public async Task Renew_WithoutACredential_IsRefused()
    {
        await using var scene = await StartAsync();
        var (client, _) = await ConnectAsync(scene);

        await client.SendAsync("""421["auth:renew"]""", """42["auth:renew"]""");

        await client.ExpectAsync("""431[{"error":{"message":"an object is expected","data":{"code":"E_INVALID"}}}]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Renew_OfAnotherUserWhereThatIsAllowed_AsksPermissionsBeforeItAnswers()
    {
        await using var scene = await StartAsync(static options => options.AllowAnotherUser = true, static io => io.MainNamespace.UsePermissions(
            static rules => rules.For("*").Join(static context => context.User.Identity?.Name == "ann" ? true : RoomVerdict.Refuse("ann only"))));
        var (client, socket) = await ConnectAsync(scene);
        await socket.JoinAsync("tea");

        await client.SendAsync("""421["auth:renew",{"token":"bob"}]""");

        await client.ExpectAsync("""42["room:withdrawn",{"room":"tea","reason":"ann only"}]""");
        Assert.StartsWith("431[{\"expires\":", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("bob", socket.User.Identity!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Renew_ThatIsLookedAtWhenTheTimeIsOver_IsWaitedFor(bool good)
    {
        await using var scene = await StartAsync(static options => options.RenewTimeout = TimeSpan.FromHours(1));
        var (client, socket) = await ConnectAsync(scene);

        await client.SendAsync("""421["auth:renew",{"token":"wait"}]""");
        var answer = await _asked.NextAsync();
        await client.SendAsync("""422["auth:renew",{"token":"wait"}]""");
        await client.ExpectAsync("""432[{"error":{"message":"another credential is being checked","data":{"code":"E_BUSY"}}}]""");
        scene.Server.Time.Advance(Lifetime);
        await client.ExpectNothingAsync();
        var expires = scene.Server.Time.GetUtcNow() + Lifetime;
        answer.SetResult(good ? AuthenticationRenewal.Of(Users.Named("ann"), expires) : AuthenticationRenewal.Refuse("no"));

        if (good)
        {
            await client.ExpectAsync($$"""431[{"expires":{{expires.ToUnixTimeMilliseconds()}}}]""");
            Assert.True(socket.Connected);
        }
        else
        {
            await client.ExpectAsync("""42["disconnect_reason","authentication expired"]""", "41");
        }
    }

    [Fact]
    public async Task Renew_AfterTheEnd_BringsTheSocketBack()
    {
        await using var scene = await StartAsync(static options => options.WhenExpired = ExpiredAuthentication.LeaveRooms);
        var (client, socket) = await ConnectAsync(scene);
        scene.Server.Time.Advance(Lifetime);
        await client.ExpectAsync("""42["auth:expired"]""");

        await client.SendAsync("""421["auth:renew",{"token":"bob"}]""");
        await client.ExpectAsync("""431[{"error":{"message":"the credential belongs to another user","data":{"code":"E_FORBIDDEN"}}}]""");
        await client.SendAsync("""422["auth:renew",{"token":"ann"}]""");
        Assert.StartsWith("432[{\"expires\":", await client.ReceiveAsync(), StringComparison.Ordinal);

        Assert.Equal("ann", socket.User.Identity!.Name);
    }

    [Fact]
    public async Task Renew_ThatTakesTooLong_IsRefused()
    {
        await using var scene = await StartAsync();
        scene.Server.Log.Expect("could not be renewed");
        var (client, socket) = await ConnectAsync(scene);

        await client.SendAsync("""421["auth:renew",{"token":"wait"}]""");
        await _asked.NextAsync();
        await Waiting.Until(() =>
        {
            scene.Server.Time.Advance(TimeSpan.FromSeconds(1));
            return scene.Server.Log.Entries.Any(static entry => entry.Text.Contains("could not be renewed", StringComparison.Ordinal));
        });

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error","data":{"code":"E_UNAVAILABLE"}}}]""");
        Assert.True(socket.Connected);
    }

    private static async Task<(TestClient Client, Socket Socket)> ConnectAsync(Scene scene)
    {
        var socket = await scene.AddAsync();
        return (scene.Clients[0], socket);
    }

    private Task<Scene> StartAsync(Action<LiveAuthenticationOptions>? configure = null, Action<SocketIOServer>? io = null)
    {
        DateTimeOffset? expires = null;
        return Scene.StartAsync(
            0,
            server =>
            {
                server.Use(static socket => socket.User = Users.Named("ann"));
                server.MainNamespace.UseLiveAuthentication(options =>
                {
                    options.Expires = _ => expires ??= server.Time.GetUtcNow() + Lifetime;
                    options.Warning = TimeSpan.Zero;
                    options.Renew = (socket, credential) => RenewAsync(server, credential.GetString("token"));
                    configure?.Invoke(options);
                });
                io?.Invoke(server);
            },
            options: static options => options.Engine.PingInterval = TimeSpan.FromHours(10),
            fakeTime: true);
    }

    private async ValueTask<AuthenticationRenewal> RenewAsync(SocketIOServer server, string? token)
    {
        switch (token)
        {
            case "ann" or "bob":
                return AuthenticationRenewal.Of(Users.Named(token, ("token", "renewed")), server.Time.GetUtcNow() + TimeSpan.FromHours(1));
            case "bad":
                return AuthenticationRenewal.Refuse("bad token");
            case "old":
                return AuthenticationRenewal.Of(Users.Named("ann"), server.Time.GetUtcNow());
            case "refuse":
                throw new EventRefusedException("locked", new Dictionary<string, string> { ["code"] = "E_LOCKED" });
            case "throw":
                throw new InvalidOperationException("the key is not there");
            case "wait":
                var answer = new TaskCompletionSource<AuthenticationRenewal>(TaskCreationOptions.RunContinuationsAsynchronously);
                _asked.Add(answer);
                return await answer.Task;
            default:
                return default;
        }
    }
}
