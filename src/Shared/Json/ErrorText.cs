namespace Sockeye;

/// <summary>What clients read of failures whose cause concerns only the log.</summary>
internal static class ErrorText
{
    public const string InternalError = "Internal server error";

    public const string InternalClientError = "Internal client error";
}
