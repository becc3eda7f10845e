using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Tests.Sockets;

/// <summary>The user's own options for JSON: contexts made by the source generator, converters, names.</summary>
public sealed partial class SerializerOptionsTests
{
    private static readonly Order Coffee = new("coffee", 2, new Money(2.5m));

    [Fact]
    public async Task Context_WithoutReflection_ReadsAndWritesItsTypes()
    {
        await using var server = await StartAsync(static io => io.OnConnection(static socket =>
        {
            socket.On<Order>("order", async order => await socket.EmitAsync("ordered", order, 1, "text", new byte[] { 7 }));
            socket.On<Order>("ask", async (order, ack) => await ack.SendAsync(order with { Count = order.Count + 1 }));
        }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["order",{"item":"coffee","count":2,"price":"2.50 EUR"}]""");
        await client.ExpectAsync("""451-["ordered",{"item":"coffee","count":2,"price":"2.50 EUR"},1,"text",{"_placeholder":true,"num":0}]""");
        Assert.Equal([7], await client.ReceiveBinaryAsync());
        await client.SendAsync("""421["ask",{"item":"tea","count":1,"price":"1.00 EUR"}]""");
        await client.ExpectAsync("""431[{"item":"tea","count":2,"price":"1.00 EUR"}]""");
    }

    [Fact]
    public async Task Context_WithoutReflection_ReadsAnswersAndCredentials()
    {
        var credentials = new TaskCompletionSource<Order?>();
        await using var server = await StartAsync(io => io.OnConnection(socket => credentials.TrySetResult(socket.Handshake.Auth.Get<Order>("order"))));
        await using var client = await server.ConnectAsync(auth: """{"order":{"item":"coffee","count":2,"price":"2.50 EUR"}}""");

        var answer = server.IO.Sockets[client.Id].EmitWithAckAsync<Order>("offer", Coffee);
        await client.ExpectAsync("""420["offer",{"item":"coffee","count":2,"price":"2.50 EUR"}]""");
        await client.SendAsync("""430[{"item":"coffee","count":2,"price":"2.50 EUR"}]""");

        Assert.Equal(Coffee, await answer.Within());
        Assert.Equal(Coffee, await credentials.Task.Within());
    }

    [Fact]
    public async Task Context_WithoutAType_NamesIt()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();

        var exception = await Assert.ThrowsAsync<NotSupportedException>(() => server.IO.EmitAsync("e", new Unknown(1)).AsTask());

        Assert.Contains(nameof(Unknown), exception.Message, StringComparison.Ordinal);
        await client.ExpectNothingAsync();
    }

    // The reference's replacer and reviver.
    [Fact]
    public async Task Converter_WorksInBothDirections_AnywhereInTheArguments()
    {
        await using var server = await StartAsync(static io => io.OnConnection(static socket =>
            socket.On<Money, Dictionary<string, Money[]>>("add", async (price, more) =>
                await socket.EmitAsync("sum", new Money(price.Euros + more.Values.Sum(static list => list.Sum(static money => money.Euros)))))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["add","1.25 EUR",{"a":["2.00 EUR","0.25 EUR"],"b":[]}]""");

        await client.ExpectAsync("""42["sum","3.50 EUR"]""");
    }

    [Fact]
    public async Task Options_AreCopied_SoThatTheApplicationMayGoOnUsingThem()
    {
        var own = Options();
        await using var server = await TestServer.StartAsync(options: options => options.JsonSerializerOptions = own);
        await using var client = await server.ConnectAsync();

        await server.IO.EmitAsync("bytes", new byte[] { 1 });

        await client.ExpectAsync("""451-["bytes",{"_placeholder":true,"num":0}]""");
        Assert.Single(own.Converters);
        Assert.Equal("\"AQ==\"", JsonSerializer.Serialize(new byte[] { 1 }, own));
    }

    private static JsonSerializerOptions Options() => new(JsonSerializerDefaults.Web)
    {
        // Nothing but the context: no type is reflected upon.
        TypeInfoResolver = ShopJson.Default,
        Converters = { new MoneyConverter() },
    };

    private static Task<TestServer> StartAsync(Action<SocketIOServer>? io = null) =>
        TestServer.StartAsync(io, static options => options.JsonSerializerOptions = Options());

    internal sealed record Order(string Item, int Count, Money Price);

    internal readonly record struct Money(decimal Euros);

    private sealed record Unknown(int Value);

    internal sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(decimal.Parse(reader.GetString()!.Split(' ')[0], CultureInfo.InvariantCulture));

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Euros.ToString("0.00 EUR", CultureInfo.InvariantCulture));
    }

    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Dictionary<string, Money[]>))]
    [JsonSerializable(typeof(byte[]))]
    internal sealed partial class ShopJson : JsonSerializerContext;
}
