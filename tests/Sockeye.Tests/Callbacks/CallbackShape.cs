namespace Sockeye.Tests.Callbacks;

/// <summary>What a listener returns.</summary>
public enum CallbackShape
{
    Nothing,
    Task,
    ValueTask,
}
