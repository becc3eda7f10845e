using System.ComponentModel;

namespace Sockeye.Client.Contracts;

/// <summary>The listeners of a contract. Generated code adds one for each method. They are removed together.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ContractListeners : IDisposable
{
    private readonly ClientReceiver _socket;
    private readonly List<IDisposable> _listeners = [];

    internal ContractListeners(ClientReceiver socket) => _socket = socket;

    /// <summary>Adds a listener.</summary>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="handler">Reads the event and calls the method.</param>
    /// <param name="expected">The types of the arguments, for the log.</param>
    public void Add(string eventName, ContractCallHandler handler, string expected) => _listeners.Add(_socket.Add(eventName, new ContractListener(handler, expected)));

    /// <summary>Removes all these listeners.</summary>
    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }
    }
}
