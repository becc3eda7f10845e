namespace Sockeye;

/// <summary>What becomes of a message that the store does not take.</summary>
public enum HistoryFallback
{
    /// <summary>The members get it all the same, without an offset; nobody will read it later.</summary>
    SendUnkept,

    /// <summary>Nobody gets it.</summary>
    Refuse,
}
