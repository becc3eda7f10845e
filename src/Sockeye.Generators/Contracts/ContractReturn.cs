namespace Sockeye.Generators.Contracts;

/// <summary>What a method of a contract returns.</summary>
internal enum ContractReturn
{
    Nothing,
    Task,
    ValueTask,
    TaskOfAnswer,
    ValueTaskOfAnswer,
    Stream,
}
