namespace Sockeye.Generators.Contracts;

/// <summary>The kinds of results of contract methods.</summary>
internal enum ContractReturn
{
    Nothing,
    Task,
    ValueTask,
    TaskOfAnswer,
    ValueTaskOfAnswer,
    Stream,
}
