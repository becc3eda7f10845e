namespace Sockeye;

/// <summary>A message between the servers of a cluster. Which members are set depends on its type.</summary>
/// <param name="Type">What it is about.</param>
public sealed record ClusterMessage(ClusterMessageType Type)
{
    /// <summary>The server that sent it (the reference's <c>uid</c>); empty where the format does not say.</summary>
    public string ServerId { get; init; } = string.Empty;

    /// <summary>The namespace that it is for.</summary>
    public string Namespace { get; init; } = "/";

    /// <summary>Ties answers to their request; <see langword="null"/> where no answer is wanted.</summary>
    public string? RequestId { get; init; }

    /// <summary>Which sockets are meant.</summary>
    public BroadcastOptions Options { get; init; } = BroadcastOptions.Everyone;

    /// <summary>Of an event: the JSON array of its name and arguments. Of an answer: the one value.</summary>
    public ClusterPayload Payload { get; init; }

    /// <summary>The rooms to join or to leave, or those that there are.</summary>
    public IReadOnlyList<string> Rooms { get; init; } = [];

    /// <summary>Whether <see cref="ClusterMessageType.DisconnectSockets"/> closes whole connections.</summary>
    public bool Close { get; init; }

    /// <summary>Of <see cref="ClusterMessageType.FetchSockets"/>: what the server that asks can do beyond the reference.</summary>
    public ClusterCapabilities Capabilities { get; init; }

    /// <summary>How many sockets there are.</summary>
    public int Count { get; init; }

    /// <summary>The sockets of an answer.</summary>
    public IReadOnlyList<ClusterSocket> Sockets { get; init; } = [];
}
