namespace Sockeye;

/// <summary>An event that a client has sent, before its arguments are decoded.</summary>
public sealed class IncomingEvent
{
    internal IncomingEvent(Socket socket, string name, EventArguments arguments, Acknowledgement acknowledgement)
    {
        Socket = socket;
        Name = name;
        Arguments = arguments;
        Acknowledgement = acknowledgement;
    }

    /// <summary>The socket that sent the event.</summary>
    public Socket Socket { get; }

    /// <summary>The name of the event. If the client used a number as the name, these are its digits.</summary>
    public string Name { get; }

    /// <summary>The arguments, without the name.</summary>
    public EventArguments Arguments { get; }

    /// <summary>Answers the event, if the client asked for an answer.</summary>
    public Acknowledgement Acknowledgement { get; }
}
