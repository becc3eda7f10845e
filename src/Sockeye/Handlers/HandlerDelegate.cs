namespace Sockeye.Handlers;

/// <summary>What comes after a filter: another one, or the method.</summary>
/// <param name="invocation">The call.</param>
public delegate ValueTask<object?> HandlerDelegate(HandlerInvocation invocation);
