namespace Sockeye.Handlers;

/// <summary>The next step of a call: another filter, or the method.</summary>
/// <param name="invocation">The call.</param>
public delegate ValueTask<object?> HandlerDelegate(HandlerInvocation invocation);
