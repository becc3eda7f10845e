using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>A place in the code that needs the generated code of a contract.</summary>
/// <param name="Part">The code that is needed; <see langword="null"/> if there is nothing to generate.</param>
/// <param name="Findings">The errors of the contract.</param>
internal sealed record ContractUse(ContractPart? Part, EquatableArray<Finding> Findings);
