using System.ComponentModel;

namespace Sockeye.Handlers;

/// <summary>Calls a method of a handler class with arguments that filters have seen, for generated code.</summary>
/// <param name="handlers">The instance; nothing for a static method.</param>
/// <param name="arguments">The arguments.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask<object?> HandlerCall(object? handlers, IList<object?> arguments);
