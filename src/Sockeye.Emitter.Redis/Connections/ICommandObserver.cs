namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Receives the results of commands, by their names.</summary>
internal interface ICommandObserver
{
    /// <summary>Called when Redis has accepted a command.</summary>
    void Took(string command);

    /// <summary>Called when Redis is reachable and has refused a command.</summary>
    void Refused(string command, Exception exception);
}
