namespace Sockeye.Contracts.Reading;

/// <summary>The events of one namespace.</summary>
/// <param name="Name">Its name, as <c>/chat</c>.</param>
internal sealed record ContractNamespace(string Name)
{
    /// <summary>What the server sends.</summary>
    public List<ContractEvent> ToClient { get; } = [];

    /// <summary>What clients send.</summary>
    public List<ContractEvent> ToServer { get; } = [];
}
