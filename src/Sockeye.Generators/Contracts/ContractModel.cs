using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>An interface whose methods are events.</summary>
/// <param name="Type">The interface as code.</param>
/// <param name="Identifier">A name of its own, for files and classes.</param>
/// <param name="Methods">Those that can be events.</param>
/// <param name="IsWhole">Whether these are all: what lacks a method implements nothing.</param>
internal sealed record ContractModel(string Type, string Identifier, EquatableArray<ContractMethod> Methods, bool IsWhole);
