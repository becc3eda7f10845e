using System.Text.Json;
using Sockeye.Engine;
using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Suites;

/// <summary>The server that the test suite of the reference client expects.</summary>
internal static class ClientSuite
{
    public const int Port = 3210;

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSocketIO(io =>
        {
            io.Engine.PingInterval = TimeSpan.FromSeconds(2);
            io.JsonSerializerOptions = FixtureJson.ForServers;
            io.ConnectionStateRecovery = new RecoveryOptions();
            io.Engine.AllowRequest = async _ =>
            {
                // long enough for a client whose connect time-out is shorter
                await Task.Delay(10);
                return AllowRequestResult.Allow;
            };
        });
        var app = builder.Build();
        Serve(app.MapSocketIO());
        return app;
    }

    private static void Serve(SocketIOServer io)
    {
        io.Of("/foo").OnConnection(socket => socket.On("getId", ack => ack.SendAsync(socket.Id).AsTask()));
        io.Of("/timeout_socket");
        io.Of("/valid");
        io.Of("/asd");
        io.Of("/abc").OnConnection(socket => socket.EmitAsync("handshake", socket.Handshake.ToJson()).AsTask());
        io.Of("/no").Use(Refuse("Auth failed (custom namespace)"));
        io.Use(socket =>
        {
            if (socket.Handshake.Query.ContainsKey("fail"))
            {
                throw new ConnectRefusedException("Auth failed (main namespace)");
            }
        });
        io.OnConnection(Text);
        io.OnConnection(Acknowledgements);
        io.OnConnection(Binary);
    }

    private static Action<Socket> Refuse(string message) => _ => throw new ConnectRefusedException(message);

    private static void Text(Socket socket)
    {
        socket.On("hi", () => socket.EmitAsync("hi").AsTask());
        socket.On("getDate", () => socket.EmitAsync("takeDate", DateTime.UtcNow).AsTask());
        socket.On("getDateObj", () => socket.EmitAsync("takeDateObj", new Taken(DateTime.UtcNow)).AsTask());
        socket.On("getUtf8", async () =>
        {
            foreach (var text in (string[])["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"])
            {
                await socket.EmitAsync("takeUtf8", text);
            }
        });
        socket.On("false", () => socket.EmitAsync("false", false).AsTask());
    }

    private static void Acknowledgements(Socket socket)
    {
        socket.On<JsonElement>("echo", (value, ack) => ack.SendAsync(value).AsTask());
        socket.On("ack", async () =>
        {
            var answer = await socket.EmitWithAckAsync("ack");
            if (answer.Get<int>(0) == 5 && answer.Get<JsonElement>(1).GetProperty("test").GetBoolean())
            {
                await socket.EmitAsync("got it");
            }
        });
        socket.On<JsonElement>("getAckDate", (_, ack) => ack.SendAsync(DateTime.UtcNow).AsTask());
        socket.On("getHandshake", ack => ack.SendAsync(socket.Handshake.ToJson()).AsTask());
        socket.On("getId", ack => ack.SendAsync(socket.Id).AsTask());
    }

    private static void Binary(Socket socket)
    {
        byte[] asdf = [.. "asdfasdf"u8];
        var order = new List<string>();
        socket.On("doge", () => socket.EmitAsync("doge", asdf).AsTask());
        socket.On("getbin", () => socket.EmitAsync("takebin", asdf).AsTask());
        socket.On<byte[]>("buffa", _ => socket.EmitAsync("buffack").AsTask());
        socket.On<byte[]>("blob", _ => socket.EmitAsync("back").AsTask());
        socket.On<MixedMessage>("jsonbuff", message => AnswerAsync("jsonbuff-ack", message.IsExpected));
        socket.On<MixedMessage>("jsonblob", message => AnswerAsync("jsonblob-ack", message.IsExpected));
        socket.On<byte[]>("abuff1", _ => order.Add("abuff1"));
        socket.On("abuff2", () => AnswerAsync("abuff2-ack", order is ["abuff1"]));
        socket.On<byte[]>("blob1", _ => order.Add("blob1"));
        socket.On<string>("blob2", text => order.Add(text));
        socket.On<byte[]>("blob3", _ => AnswerAsync("blob3-ack", order is ["blob1", "second"]));

        Task AnswerAsync(string eventName, bool isExpected) => isExpected ? socket.EmitAsync(eventName).AsTask() : Task.CompletedTask;
    }
}
