namespace Sockeye;

/// <summary>The messages that clients get for failures whose cause is only for the log.</summary>
internal static class ErrorText
{
    public const string InternalError = "Internal server error";

    public const string InternalClientError = "Internal client error";
}
