namespace Sockeye.Broadcasting;

/// <summary>Hears of the acknowledgements of one broadcast while they come. Called under a lock: it must not block.</summary>
internal interface IBroadcastAckObserver
{
    /// <summary>How many recipients there are; told once, before anything else.</summary>
    void Counted(int recipients);

    /// <summary>A recipient has answered.</summary>
    void Acknowledged(EventArguments arguments);

    /// <summary>A recipient has left without an answer.</summary>
    void Left();
}
