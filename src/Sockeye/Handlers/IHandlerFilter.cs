namespace Sockeye.Handlers;

/// <summary>Code that runs around the calls of a handler class: before them, after them, or instead of them.</summary>
public interface IHandlerFilter
{
    /// <summary>Calls the method, or refuses or replaces the call.</summary>
    /// <param name="invocation">The call. Its arguments are valid, and its sender is authorized.</param>
    /// <param name="next">Calls the next filter; the last filter calls the method.</param>
    /// <returns>
    /// The answer: the result of <paramref name="next"/>, or something else. The answer of a stream is its
    /// <see cref="IAsyncEnumerable{T}"/>.
    /// </returns>
    /// <exception cref="EventRefusedException">The filter refuses the event.</exception>
    ValueTask<object?> InvokeAsync(HandlerInvocation invocation, HandlerDelegate next);
}
