using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>An event of a contract.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Origin">The interface and the method, for messages.</param>
/// <param name="Parameters">Its arguments.</param>
/// <param name="Answer">What the receiver acknowledges it with; nothing if it does not.</param>
/// <param name="Documentation">What is written about the method.</param>
internal sealed record ContractEvent(string Name, string Origin, IReadOnlyList<EventParameter> Parameters, Shape? Answer, Documentation Documentation)
{
    /// <summary>What the items of the stream look like that follows the answer, if one does.</summary>
    public Shape? Item { get; init; }
}
