using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <summary>An event on its way to its listeners. A middleware of the socket can read it and change it.</summary>
public sealed class EventContext
{
    internal EventContext(IncomingEvent incoming)
    {
        Socket = incoming.Socket;
        Name = incoming.Name;
        Arguments = incoming.Arguments;
        Acknowledgement = incoming.Acknowledgement;
    }

    /// <summary>The socket that sent the event.</summary>
    public Socket Socket { get; }

    /// <summary>The name of the event.</summary>
    public string Name { get; private set; }

    /// <summary>The arguments, without the name.</summary>
    public EventArguments Arguments { get; private set; }

    /// <summary>
    /// Answers the event, if the client asked for an answer. Listeners get the same object, and only the first answer is sent.
    /// </summary>
    public Acknowledgement Acknowledgement { get; }

    /// <summary>Whether the event was dropped.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Drops the event: no further middleware and no listener gets it, and it is not answered.</summary>
    public void Drop() => IsDropped = true;

    /// <summary>Gives the event another name, other arguments, or both.</summary>
    /// <param name="eventName">The new name, by which listeners are found.</param>
    /// <param name="args">The arguments, each written as its run-time type.</param>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public void Rewrite(string eventName, params object?[] args) =>
        Set(eventName, EventArguments.Write(Socket.Namespace.Server.Serializer, Checked(eventName), args));

    /// <summary>Gives the event another name, with arguments that were received.</summary>
    /// <inheritdoc cref="Rewrite(string, object[])"/>
    public void Rewrite(string eventName, EventArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        Set(eventName, args.Rename(Checked(eventName)));
    }

    private static string Checked(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        return ReservedEvents.IsReserved(eventName)
            ? throw new ArgumentException($"\"{eventName}\" is a reserved event name", nameof(eventName))
            : eventName;
    }

    private void Set(string eventName, EventArguments arguments)
    {
        Name = eventName;
        Arguments = arguments;
    }
}
