using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>All contracts of an application.</summary>
/// <param name="Title">The name of the application.</param>
/// <param name="Version">Its version.</param>
/// <param name="Namespaces">The namespaces, by name.</param>
/// <param name="Shapes">The shapes to declare, by name.</param>
/// <param name="ErrorAnswer">What may come in place of any answer of the server.</param>
/// <param name="Problems">What is wrong.</param>
internal sealed record ContractSet(
    string Title,
    string Version,
    IReadOnlyList<ContractNamespace> Namespaces,
    IReadOnlyList<NamedShape> Shapes,
    ObjectShape ErrorAnswer,
    IReadOnlyList<Problem> Problems);
