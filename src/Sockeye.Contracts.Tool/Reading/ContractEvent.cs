using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>An event of a contract.</summary>
/// <param name="Name">The name on the wire.</param>
/// <param name="Origin">The interface and the method, for messages.</param>
/// <param name="Parameters">Its arguments.</param>
/// <param name="Answer">The acknowledgement of the receiver; <see langword="null"/> if there is none.</param>
/// <param name="Documentation">The documentation of the method.</param>
internal sealed record ContractEvent(string Name, string Origin, IReadOnlyList<EventParameter> Parameters, Shape? Answer, Documentation Documentation)
{
    /// <summary>The shape of the items of the stream that follows the answer; <see langword="null"/> if there is no stream.</summary>
    public Shape? Item { get; init; }
}
