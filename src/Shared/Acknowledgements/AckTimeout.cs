namespace Sockeye;

internal static class AckTimeout
{
    /// <summary>The message that Node uses. Clients and their tests look for it.</summary>
    public const string Message = "operation has timed out";
}
