namespace Sockeye.Testing;

/// <summary>An event that a <see cref="FakeServer"/> emitted, and to whom.</summary>
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

    /// <summary>Its arguments, as clients get them.</summary>
    public EventArguments Arguments { get; }

    /// <summary>The name of the namespace.</summary>
    public string Namespace { get; }

    /// <summary>The one socket that it was sent to; <see langword="null"/> if it was a broadcast.</summary>
    public Socket? Socket { get; }

    /// <summary>The rooms of a broadcast; none if it goes to all.</summary>
    public IReadOnlyList<string> Rooms => _options.Rooms;

    /// <summary>The rooms that a broadcast leaves out; a socket that broadcasts leaves out its own, which has its id as the name.</summary>
    public IReadOnlyList<string> Except => _options.Except;

    /// <summary>How a broadcast was to be sent: volatile, local, compressed.</summary>
    public BroadcastFlags Flags => _options.Flags;

    /// <summary>Whether a broadcast asked its receivers for acknowledgements.</summary>
    public bool AsksForAnswers { get; }

    /// <summary>One argument as the asked-for type.</summary>
    /// <inheritdoc cref="EventArguments.Get{T}"/>
    public T? Get<T>(int index = 0) => Arguments.Get<T>(index);

    /// <summary>The event in words, for messages of failed assertions.</summary>
    public override string ToString()
    {
        var target = Socket is { } socket ? $"socket {socket.Id}" : Rooms.Count == 0 ? "all" : $"rooms {string.Join(", ", Rooms)}";
        var except = Except.Count == 0 ? "" : $" except {string.Join(", ", Except)}";
        return $"{Namespace} {System.Text.Encoding.UTF8.GetString(Arguments.Payload.Span)} to {target}{except}";
    }
}
