using System.Text.Json.Serialization;
using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Operations;

/// <summary>What the event <c>do</c> asks for: an operation, its target, and what it needs.</summary>
internal sealed class Operation
{
    public string? Op { get; init; }

    // Not init: System.Text.Json's generated code gives such a property the default of its type where JSON has none.
    public string From { get; set; } = "socket";

    [JsonConverter(typeof(RoomListConverter))]
    public string[]? To { get; init; }

    [JsonConverter(typeof(RoomListConverter))]
    public string[]? Except { get; init; }

    /// <summary>The users who are meant, besides the rooms.</summary>
    public string[]? Users { get; init; }

    /// <summary>Who the socket belongs to from now on.</summary>
    public string? User { get; init; }

    public bool Broadcast { get; init; }

    public bool Local { get; init; }

    public bool Volatile { get; init; }

    public bool? Compress { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? Timeout { get; init; }

    public string? Event { get; init; }

    public AnyValue?[]? Args { get; init; }

    public string? Room { get; init; }

    [JsonConverter(typeof(RoomListConverter))]
    public string[]? Rooms { get; init; }

    public AnyValue? Data { get; init; }

    public bool Close { get; init; }
}
