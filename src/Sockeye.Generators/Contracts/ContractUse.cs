using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>One place that asks for the code of a contract.</summary>
/// <param name="Part">What it asks for; nothing if there is no code to make.</param>
/// <param name="Findings">What is wrong with the contract.</param>
internal sealed record ContractUse(ContractPart? Part, EquatableArray<Finding> Findings);
