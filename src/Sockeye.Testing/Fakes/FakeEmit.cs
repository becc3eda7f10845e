namespace Sockeye.Testing;

/// <summary>An event that a <see cref="FakeServer"/> has emitted, and its recipients.</summary>
public sealed class FakeEmit
{
    private readonly BroadcastOptions _options;

    internal FakeEmit(string ns, string name, EventArguments arguments, Socket? socket, BroadcastOptions options, bool asks)
    {
        Namespace = ns;
        Name = name;
        Arguments = arguments;
        Socket = socket;
        AsksForAnswers = asks;
        _options = options;
    }

    /// <summary>The name of the event.</summary>
    public string Name { get; }

    /// <summary>The arguments of the event, as clients get them.</summary>
    public EventArguments Arguments { get; }

    /// <summary>The name of the namespace.</summary>
    public string Namespace { get; }

    /// <summary>The socket that the event was sent to; <see langword="null"/> if it was a broadcast.</summary>
    public Socket? Socket { get; }

    /// <summary>The rooms of a broadcast; empty if it goes to everyone.</summary>
    public IReadOnlyList<string> Rooms => _options.Rooms;

    /// <summary>
    /// The rooms that a broadcast leaves out. A broadcast from a socket leaves out the socket's own room, which is named by its id.
    /// </summary>
    public IReadOnlyList<string> Except => _options.Except;

    /// <summary>The flags of a broadcast: volatile, local, compressed.</summary>
    public BroadcastFlags Flags => _options.Flags;

    /// <summary>Whether a broadcast asked its recipients for acknowledgements.</summary>
    public bool AsksForAnswers { get; }

    /// <summary>Gets an argument as a type.</summary>
    /// <inheritdoc cref="EventArguments.Get{T}"/>
    public T? Get<T>(int index = 0) => Arguments.Get<T>(index);

    /// <summary>Returns the event as text, for the messages of failed assertions.</summary>
    public override string ToString()
    {
        var target = Socket is { } socket ? $"socket {socket.Id}" : Rooms.Count == 0 ? "all" : $"rooms {string.Join(", ", Rooms)}";
        var except = Except.Count == 0 ? "" : $" except {string.Join(", ", Except)}";
        return $"{Namespace} {System.Text.Encoding.UTF8.GetString(Arguments.Payload.Span)} to {target}{except}";
    }
}
