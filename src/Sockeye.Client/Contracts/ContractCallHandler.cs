using System.ComponentModel;

namespace Sockeye.Client.Contracts;

/// <summary>
/// A listener that reads its event itself, as generated code does. It returns what the last method that it calls on the event returns.
/// </summary>
/// <param name="call">The event on its way to this listener.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate Task? ContractCallHandler(ref ContractCall call);
