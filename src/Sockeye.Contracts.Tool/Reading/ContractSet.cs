using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>All contracts of an application.</summary>
/// <param name="Title">The name of the application.</param>
/// <param name="Version">The version of the application.</param>
/// <param name="Namespaces">The namespaces, by name.</param>
/// <param name="Shapes">The shapes to declare, by name.</param>
/// <param name="ErrorAnswer">The shape of an error, which may come instead of any answer of the server.</param>
/// <param name="Problems">The errors and warnings.</param>
internal sealed record ContractSet(
    string Title,
    string Version,
    IReadOnlyList<ContractNamespace> Namespaces,
    IReadOnlyList<NamedShape> Shapes,
    ObjectShape ErrorAnswer,
    IReadOnlyList<Problem> Problems);
