namespace Sockeye.TypeScriptContracts;

/// <summary>What clients ask about the past.</summary>
public interface IHistoryServer
{
    /// <summary>Streams what was said.</summary>
    IAsyncEnumerable<Message> History(string room, CancellationToken cancellationToken = default);
}
