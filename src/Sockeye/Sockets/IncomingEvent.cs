namespace Sockeye;

/// <summary>An event that a client sent, with its arguments undecoded.</summary>
public sealed class IncomingEvent
{
    internal IncomingEvent(Socket socket, string name, EventArguments arguments, Acknowledgement acknowledgement)
    {
        Socket = socket;
        Name = name;
        Arguments = arguments;
        Acknowledgement = acknowledgement;
    }

    /// <summary>Who sent it.</summary>
    public Socket Socket { get; }

    /// <summary>The name of the event; for one named by a number, its digits.</summary>
    public string Name { get; }

    /// <summary>The arguments, without the name.</summary>
    public EventArguments Arguments { get; }

    /// <summary>What answers the event, where the client asked for an answer.</summary>
    public Acknowledgement Acknowledgement { get; }
}
