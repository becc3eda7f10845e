namespace Sockeye.Broadcasting;

/// <summary>Gets the acknowledgements of one broadcast as they arrive. It is called under a lock and must not block.</summary>
internal interface IBroadcastAckObserver
{
    /// <summary>Called once, before everything else, with the number of recipients.</summary>
    void Counted(int recipients);

    /// <summary>Called when a recipient has answered.</summary>
    void Acknowledged(EventArguments arguments);

    /// <summary>Called when a recipient has left without an answer.</summary>
    void Left();
}
