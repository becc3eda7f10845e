using System.Text.Json;

namespace Sockeye;

/// <summary>
/// The exception for an answer that is an error, <c>{"error":{"message":"...","data":...}}</c>: the handler on the other side has failed,
/// or has refused the event.
/// </summary>
public sealed class AnswerErrorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The <c>error.message</c> of the answer.</param>
    /// <param name="data">The <c>error.data</c> of the answer.</param>
    public AnswerErrorException(string message, JsonElement? data = null)
        : base(message) => ErrorData = data;

    /// <summary>The <c>error.data</c> of the answer; <see langword="null"/> if there is none.</summary>
    public JsonElement? ErrorData { get; }
}
