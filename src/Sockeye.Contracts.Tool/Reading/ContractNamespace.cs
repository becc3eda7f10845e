namespace Sockeye.Contracts.Reading;

/// <summary>The events of one namespace.</summary>
/// <param name="Name">The name, such as <c>/chat</c>.</param>
internal sealed record ContractNamespace(string Name)
{
    /// <summary>The events that the server sends.</summary>
    public List<ContractEvent> ToClient { get; } = [];

    /// <summary>The events that clients send.</summary>
    public List<ContractEvent> ToServer { get; } = [];
}
