namespace Sockeye.Client;

/// <summary>An event that the server sent, with its arguments undecoded.</summary>
public sealed class ReceivedEvent
{
    internal ReceivedEvent(ClientSocket socket, string name, EventArguments arguments, Acknowledgement acknowledgement)
    {
        Socket = socket;
        Name = name;
        Arguments = arguments;
        Acknowledgement = acknowledgement;
    }

    /// <summary>The socket that it came to.</summary>
    public ClientSocket Socket { get; }

    /// <summary>The name of the event; for one named by a number, its digits.</summary>
    public string Name { get; }

    /// <summary>The arguments, without the name.</summary>
    public EventArguments Arguments { get; }

    /// <summary>What answers the event, if the server asked for an answer.</summary>
    public Acknowledgement Acknowledgement { get; }
}
