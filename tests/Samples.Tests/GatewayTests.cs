extern alias Gateway;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary><c>samples/Gateway</c>: tokens, policies, scopes and a background service.</summary>
public sealed class GatewayTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly WebApplicationFactory<Gateway::Program> _gateway;

    public GatewayTests() => _gateway = new WebApplicationFactory<Gateway::Program>().WithWebHostBuilder(host => host
        .UseEnvironment("Development")
        .ConfigureTestServices(services =>
        {
            // The clock goes faster than clients answer pings.
            services.AddSingleton<TimeProvider>(_time);
            services.Configure<SocketIOOptions>(static options => options.Engine.PingInterval = TimeSpan.FromHours(10));
        }));

    [Fact]
    public async Task Order_OfACustomer_IsToldToItAndToTheAdmins()
    {
        var (ordered, ready) = (new Inbox<string>(), new Inbox<string>());
        await using var ann = await ConnectAsync("/shop", "ann", "tea");
        await using var window = await ConnectAsync("/shop", "ann", "tea");
        await using var bob = await ConnectAsync("/shop", "bob", "coffee");
        await using var root = await ConnectAsync("/admin", "root", "admin");
        window.Of().On<Order>("order ready", order => ready.Add($"window {order.Drink}"));
        bob.Of().On<Order>("order ready", order => ready.Add($"bob {order.Drink}"));
        root.Of().On<Order>("order placed", order => ordered.Add($"{order.Customer} {order.Drink}"));
        root.Of().On<Order>("order ready", order => ready.Add($"root {order.Drink}"));

        var answer = await ann.Of().EmitWithAckAsync<Order>("order", "green tea").Within();

        Assert.Equal(new Order(answer!.Number, "ann", "green tea"), answer);
        Assert.Equal("ann green tea", await ordered.NextAsync());
        await Waiting.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return ready.Count == 2;
        });
        Assert.Equal(["root green tea", "window green tea"], new[] { await ready.NextAsync(), await ready.NextAsync() }.Order());
    }

    [Fact]
    public async Task Namespaces_LetInWhomTheirPoliciesAllow()
    {
        var anonymous = await Assert.ThrowsAsync<ConnectException>(() => ConnectAsync("/shop", null));
        var customer = await Assert.ThrowsAsync<ConnectException>(() => ConnectAsync("/admin", "ann", "tea"));

        Assert.Equal("Unauthorized", anonymous.Message);
        Assert.Equal("Forbidden", customer.Message);
    }

    [Fact]
    public async Task Order_ThatIsTooLong_IsRefused()
    {
        await using var ann = await ConnectAsync("/shop", "ann", "tea");

        var answer = await ann.Of().EmitWithAckAsync("order", new string('t', 31)).Within();
        var refused = Assert.Throws<AnswerErrorException>(() => answer.GetRequiredAnswer<Order>());

        Assert.Equal("E_INVALID", refused.ErrorData!.Value.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Login_WithAWrongPassword_GetsNoToken()
    {
        using var http = _gateway.CreateClient();

        using var response = await http.PostAsJsonAsync(new Uri("/login", UriKind.Relative), new { name = "ann", password = "coffee" });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Page_AndItsScript_AreServed()
    {
        using var http = _gateway.CreateClient();

        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        var script = await http.GetStringAsync(new Uri("/gateway.js", UriKind.Relative));

        Assert.Contains("/socket.io/socket.io.min.js", page, StringComparison.Ordinal);
        Assert.Contains("""io("/shop", { auth: { token } })""", script, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private async Task<SocketIOClient> ConnectAsync(string ns, string? name, string password = "")
    {
        // An upgrade would wait for the clock, which stands still in most of these tests.
        var client = _gateway.CreateSocketIOClient(ns, static options => options.Transports = [ClientTransport.WebSocket]);
        try
        {
            if (name is not null)
            {
                client.Of().Auth = new { token = await LogInAsync(name, password) };
            }

            await client.Of().ConnectAsync().Within();
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    private async Task<string> LogInAsync(string name, string password)
    {
        using var http = _gateway.CreateClient();
        using var response = await http.PostAsJsonAsync(new Uri("/login", UriKind.Relative), new { name, password });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private sealed record Order(int Number, string Customer, string Drink);
}
