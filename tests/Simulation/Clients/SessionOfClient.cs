using System.Text.Json;

namespace Sockeye.Simulation;

/// <summary>What a client knows of its session, by which it is recovered when it comes back.</summary>
internal sealed class SessionOfClient
{
    /// <summary>The secret; none as long as no server has given it one.</summary>
    public string? Pid { get; private set; }

    /// <summary>The id of the socket.</summary>
    public string? SocketId { get; private set; }

    /// <summary>The position of the last event that it has got; kept over the end of a session.</summary>
    public string? Offset { get; private set; }

    /// <summary>When a server last said that the client has it.</summary>
    public long BeganAt { get; private set; }

    /// <summary>When the client's position was last known to both.</summary>
    public long MovedAt { get; private set; }

    /// <summary>When the connection broke that the session had; nothing if it broke before the welcome, and nobody knows what the server has made of it.</summary>
    public long? LostAt { get; set; }

    /// <summary>What came before the welcome. It goes with the connection, and then comes again.</summary>
    public Queue<string> Early { get; } = new();

    /// <summary>Who the client is, and what it comes back for.</summary>
    public string Auth(string user) => Pid is null ? $$"""{"user":"{{user}}"}"""
        : Offset is null ? $$"""{"pid":"{{Pid}}","user":"{{user}}"}"""
        : $$"""{"pid":"{{Pid}}","offset":"{{Offset}}","user":"{{user}}"}""";

    /// <summary>Whether a server's welcome, <c>{ sid, pid? }</c>, gives back the session of before.</summary>
    public bool IsSame(JsonElement welcome) => PidOf(welcome) is { } pid && pid == Pid;

    /// <summary>A server has let the client in.</summary>
    /// <param name="welcome">What it says.</param>
    /// <param name="now">The time.</param>
    public void OnWelcome(JsonElement welcome, long now)
    {
        var id = welcome.GetProperty("sid").GetString();
        var isRecovered = IsSame(welcome);
        if (isRecovered && id != SocketId)
        {
            throw new FindingException("recovery", $"the session of {SocketId} is given back as {id}");
        }

        (Pid, SocketId, BeganAt) = (PidOf(welcome), id, now);
        if (!isRecovered)
        {
            MovedAt = now;
        }
    }

    /// <summary>An event has come. Clients take its last argument for the position if it is a text.</summary>
    /// <param name="packet">The event.</param>
    /// <param name="now">The time.</param>
    public void OnEvent(JsonElement packet, long now)
    {
        if (Pid is not null && packet[packet.GetArrayLength() - 1] is { ValueKind: JsonValueKind.String } last && packet.GetArrayLength() > 1)
        {
            Offset = last.GetString();
            MovedAt = now;
        }
    }

    private static string? PidOf(JsonElement welcome) => welcome.TryGetProperty("pid", out var pid) ? pid.GetString() : null;
}
