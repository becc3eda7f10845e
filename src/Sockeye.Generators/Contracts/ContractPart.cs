namespace Sockeye.Generators.Contracts;

/// <summary>What one call needs: one kind of code of one contract.</summary>
internal sealed record ContractPart(ContractKind Kind, ContractModel Model);
