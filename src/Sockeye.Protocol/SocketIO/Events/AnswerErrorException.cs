using System.Text.Json;

namespace Sockeye;

/// <summary>The other side has answered an event with an error, <c>{"error":{"message":"...","data":...}}</c>: its handler failed, or has refused the event.</summary>
public sealed class AnswerErrorException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What the other side says, its <c>error.message</c>.</param>
    /// <param name="data">What it adds, its <c>error.data</c>.</param>
    public AnswerErrorException(string message, JsonElement? data = null)
        : base(message) => ErrorData = data;

    /// <summary>What the other side adds, its <c>error.data</c>; <see langword="null"/> if there is none.</summary>
    public JsonElement? ErrorData { get; }
}
