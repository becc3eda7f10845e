using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Handlers;

/// <summary>Filters stand around the calls of a class.</summary>
public sealed class HandlerFilterTests
{
    [Theory]
    [InlineData("""["echo","a"]""", """["a"]""", "outer before Echo of echo, inner before Echo of echo, inner after a, outer after a")]
    [InlineData("""["echo","change"]""", """["changed"]""", "outer before Echo of echo, inner before Echo of echo, inner after changed, outer after changed")]
    [InlineData("""["echo","instead"]""", "[42]", "outer before Echo of echo")]
    [InlineData("""["echo","refuse"]""", """[{"error":{"message":"filtered"}}]""", "outer before Echo of echo")]
    [InlineData("""["echo",null]""", """[{"error":{"message":"invalid arguments for \"echo\": \"text\" is missing"}}]""", "")]
    [InlineData("""["twice","a"]""", """[["a","a"]]""", "outer before Twice of twice, inner before Twice of twice, inner after System.String[], outer after System.String[]")]
    [InlineData("""["nothing","a"]""", "[]", "outer before Nothing of nothing, inner before Nothing of nothing, inner after nothing, outer after nothing")]
    [InlineData("""["nothing","fail"]""", """[{"error":{"message":"translated"}}]""", "outer before Nothing of nothing, inner before Nothing of nothing, inner saw it failed")]
    [InlineData("""["own","a"]""", """["a",true]""", "outer before Own of own, inner before Own of own, inner after nothing, outer after nothing")]
    [InlineData("""["static"]""", "[null]", "outer before Static of static, inner before Static of static, inner after nothing, outer after nothing")]
    [InlineData("""["static",5]""", "[5]", "outer before Static of static, inner before Static of static, inner after 5, outer after 5")]
    public async Task Call_WithFilters_GoesThroughThem(string sent, string answer, string stamps)
    {
        var log = new FilterLog();
        await using var server = await TestServer.StartAsync(
            io => io.MapHandlers<FilteredHandlers>(options => options.AddFilter(new StampFilter("outer", log)).AddFilter<StampFilter>()),
            services: services => services.AddSingleton(log).AddScoped(_ => new StampFilter("inner", log)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"421{sent}");

        await client.ExpectAsync($"431{answer}");
        await client.ExpectNothingAsync();
        await Waiting.Until(() => string.Join(", ", log.Stamps).Length >= stamps.Length);
        Assert.Equal(stamps, string.Join(", ", log.Stamps).Replace("<>z__ReadOnlyArray`1[System.String]", "System.String[]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_OfAClassThatIsDisposedOf_GoesThroughFilters()
    {
        var log = new FilterLog();
        await using var server = await TestServer.StartAsync(
            static io => io.MapHandlers<LampHandlers>(static options => options.AddFilter<StampFilter>()),
            services: services => services.AddScoped(_ => new StampFilter("one", log)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["paint","red"]""");

        await client.ExpectAsync("""431["red"]""");
        await Waiting.Until(static () => LampHandlers.Disposed == 1);
    }

    [Fact]
    public async Task Call_FilterThatIsNoService_Fails()
    {
        await using var server = await TestServer.StartAsync(static io => io.MapHandlers<FilteredHandlers>(static options => options.AddFilter<StampFilter>()));
        server.Log.Expect("StampFilter");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["echo","a"]""");

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error"}}]""");
    }
}
