using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>An interface whose methods are events.</summary>
/// <param name="Type">The interface in C#.</param>
/// <param name="Identifier">A unique name for files and classes.</param>
/// <param name="Methods">The methods that can be events.</param>
/// <param name="IsWhole">Whether these are all methods. If not, no implementation is generated.</param>
internal sealed record ContractModel(string Type, string Identifier, EquatableArray<ContractMethod> Methods, bool IsWhole);
