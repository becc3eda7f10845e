namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Hears what becomes of commands, by their names.</summary>
internal interface ICommandObserver
{
    /// <summary>Redis has taken a command.</summary>
    void Took(string command);

    /// <summary>Redis is there and has refused a command.</summary>
    void Refused(string command, Exception exception);
}
