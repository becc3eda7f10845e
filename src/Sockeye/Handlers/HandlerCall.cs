using System.ComponentModel;

namespace Sockeye.Handlers;

/// <summary>Calls a method of a handler class with arguments that filters have seen. Generated code provides it.</summary>
/// <param name="handlers">The instance; <see langword="null"/> for a static method.</param>
/// <param name="arguments">The arguments.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask<object?> HandlerCall(object? handlers, IList<object?> arguments);
