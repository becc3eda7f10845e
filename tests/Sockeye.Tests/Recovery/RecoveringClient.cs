using System.Text.Json;

namespace Sockeye.Tests.Recovery;

/// <summary>A client that keeps what the official ones keep to come back: the secret of its session and the offset of the last event.</summary>
internal sealed class RecoveringClient(TestServer server, string ns = "/", TestTransport transport = TestTransport.WebSocket, string user = "") : IAsyncDisposable
{
    private readonly List<TestClient> _connections = [];

    public TestClient Connection => _connections[^1];

    public string Id { get; private set; } = string.Empty;

    public string? PrivateId { get; set; }

    public string? Offset { get; set; }

    /// <summary>The token that it sends to the namespace, if any.</summary>
    public string? Token { get; set; }

    /// <summary>Whether the server gave the session back.</summary>
    public bool Recovered { get; private set; }

    private string Prefix => ns == "/" ? string.Empty : ns + ",";

    private Namespace Namespace => server.IO.Of(ns);

    /// <summary>It comes back to another server.</summary>
    public void MoveTo(TestServer other) => server = other;

    /// <summary>Connects, with what is known of the last session.</summary>
    /// <returns>The events that it missed, without their offsets.</returns>
    public async Task<List<string>> ConnectAsync()
    {
        await SendConnectAsync();
        return await WelcomedAsync();
    }

    public async Task SendConnectAsync()
    {
        _connections.Add(user.Length == 0 ? await server.OpenAsync(transport) : await server.OpenAsync(transport, headers: ("X-User", user)));
        (string Name, string? Value)[] auth = [("pid", PrivateId), ("offset", PrivateId is null ? null : Offset), ("token", Token)];
        var sent = auth.Where(static member => member.Value is not null).ToDictionary(static member => member.Name, static member => member.Value);
        await Connection.SendAsync($"40{Prefix}{(sent.Count == 0 ? string.Empty : JsonSerializer.Serialize(sent))}");
    }

    /// <summary>Waits for the welcome and what comes with it.</summary>
    /// <returns>The events that it missed, without their offsets.</returns>
    public async Task<List<string>> WelcomedAsync()
    {
        var missed = await WelcomeAsync();
        missed.AddRange(await DrainAsync());
        return missed;
    }

    /// <summary>Waits for the welcome only.</summary>
    /// <returns>The events that came before it, without their offsets.</returns>
    public async Task<List<string>> WelcomeAsync()
    {
        var missed = new List<string>();
        string packet;
        while (!(packet = await Connection.ReceiveAsync()).StartsWith($"40{Prefix}{{", StringComparison.Ordinal))
        {
            missed.Add(Take(packet));
        }

        var answer = JsonElement.Parse(packet[(2 + Prefix.Length)..]);
        var privateId = answer.GetProperty("pid").GetString();
        Recovered = privateId == PrivateId;
        PrivateId = privateId;
        Assert.Equal(Recovered, Id == answer.GetProperty("sid").GetString());
        Id = answer.GetProperty("sid").GetString()!;
        return missed;
    }

    /// <summary>The next event, without its offset.</summary>
    public async Task<string> NextAsync() => Take(await Connection.ReceiveAsync());

    public async Task ExpectAsync(params string[] events)
    {
        foreach (var expected in events)
        {
            Assert.Equal(expected, await NextAsync());
        }
    }

    /// <summary>Goes to the server and back.</summary>
    /// <returns>The events that came, without their offsets.</returns>
    public async Task<List<string>> DrainAsync() => [.. (await Connection.DrainAsync()).Select(Take)];

    /// <summary>The connection breaks; the server has noticed when this returns.</summary>
    public async Task LoseAsync()
    {
        var ended = Namespace;
        Connection.Abort();
        await Waiting.Until(() => !ended.Sockets.ContainsKey(Id));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    // The name, and the arguments without the position. An event that the backend does not have has none.
    private string Take(string packet)
    {
        var payload = packet[packet.IndexOf('[', StringComparison.Ordinal)..];
        JsonElement[] parts = [.. JsonElement.Parse(payload).EnumerateArray()];
        if (parts.Length > 1 && parts[^1].ValueKind == JsonValueKind.String)
        {
            Offset = parts[^1].GetString();
            parts = parts[..^1];
        }

        return string.Join(' ', parts.Select(static part => part.ToString()));
    }
}
