namespace Sockeye;

/// <summary>A message between the servers of a cluster. Which members are set depends on its type.</summary>
/// <param name="Type">The kind of message.</param>
public sealed record ClusterMessage(ClusterMessageType Type)
{
    /// <summary>The id of the server that sent it (<c>uid</c> in Node); empty if the format does not say.</summary>
    public string ServerId { get; init; } = string.Empty;

    /// <summary>The namespace that it is for.</summary>
    public string Namespace { get; init; } = "/";

    /// <summary>Connects answers with their request; <see langword="null"/> if no answer is wanted.</summary>
    public string? RequestId { get; init; }

    /// <summary>The selected sockets.</summary>
    public BroadcastOptions Options { get; init; } = BroadcastOptions.Everyone;

    /// <summary>For an event: the JSON array of its name and arguments. For an answer: its single value.</summary>
    public ClusterPayload Payload { get; init; }

    /// <summary>The rooms to join or to leave, or the existing rooms.</summary>
    public IReadOnlyList<string> Rooms { get; init; } = [];

    /// <summary>Whether <see cref="ClusterMessageType.DisconnectSockets"/> closes whole connections.</summary>
    public bool Close { get; init; }

    /// <summary>For <see cref="ClusterMessageType.FetchSockets"/>: what the server that asks can do beyond a Node server.</summary>
    public ClusterCapabilities Capabilities { get; init; }

    /// <summary>How many sockets there are.</summary>
    public int Count { get; init; }

    /// <summary>The sockets of an answer.</summary>
    public IReadOnlyList<ClusterSocket> Sockets { get; init; } = [];
}
