namespace Sockeye.Client;

/// <summary>An event of the server, before its arguments are decoded.</summary>
public sealed class ReceivedEvent
{
    internal ReceivedEvent(ClientSocket socket, string name, EventArguments arguments, Acknowledgement acknowledgement)
    {
        Socket = socket;
        Name = name;
        Arguments = arguments;
        Acknowledgement = acknowledgement;
    }

    /// <summary>The socket that received the event.</summary>
    public ClientSocket Socket { get; }

    /// <summary>The name of the event. If the server used a number as the name, these are its digits.</summary>
    public string Name { get; }

    /// <summary>The arguments, without the name.</summary>
    public EventArguments Arguments { get; }

    /// <summary>Answers the event, if the server asked for an answer.</summary>
    public Acknowledgement Acknowledgement { get; }
}
