using System.ComponentModel;

namespace Sockeye.Handlers;

/// <summary>
/// A handler that reads its event itself, as generated code does. It returns what the last method that it calls on the event returns.
/// </summary>
/// <param name="call">The event on its way to this handler.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate Task? EventCallHandler(ref EventCall call);
