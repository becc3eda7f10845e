namespace Sockeye.Generators.Contracts;

/// <summary>The code that one call needs: one kind of code for one contract.</summary>
internal sealed record ContractPart(ContractKind Kind, ContractModel Model);
