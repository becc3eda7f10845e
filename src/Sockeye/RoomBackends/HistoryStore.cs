namespace Sockeye;

/// <summary>Keeps the last messages of rooms.</summary>
public abstract class HistoryStore
{
}
