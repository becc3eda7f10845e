namespace Sockeye.Generators.Handlers;

/// <summary>What a method returns.</summary>
internal enum ResultKind
{
    Nothing,
    Value,
    Task,
    ValueTask,
    TaskOfValue,
    ValueTaskOfValue,
    Stream,
}
