namespace Sockeye;

internal static class AckTimeout
{
    /// <summary>The reference's words, which clients and their tests look for.</summary>
    public const string Message = "operation has timed out";
}
