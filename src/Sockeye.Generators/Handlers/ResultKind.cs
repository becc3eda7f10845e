namespace Sockeye.Generators.Handlers;

/// <summary>The kinds of results of handler methods.</summary>
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
