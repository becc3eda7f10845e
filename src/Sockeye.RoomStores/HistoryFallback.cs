namespace Sockeye;

/// <summary>What happens to a message that the store does not take.</summary>
public enum HistoryFallback
{
    /// <summary>The members get it all the same, without an offset. It cannot be read later.</summary>
    SendUnkept,

    /// <summary>The members do not get it.</summary>
    Refuse,
}
