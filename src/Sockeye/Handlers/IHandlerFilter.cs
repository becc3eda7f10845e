namespace Sockeye.Handlers;

/// <summary>Code around the calls of a handler class: before, after, instead of them.</summary>
public interface IHandlerFilter
{
    /// <summary>Calls the method, or not.</summary>
    /// <param name="invocation">The call. Its arguments fit the method and are valid, and its sender is authorized.</param>
    /// <param name="next">Calls the next filter, the last one the method.</param>
    /// <returns>The answer: what <paramref name="next"/> returns, or something else; of a stream, its <see cref="IAsyncEnumerable{T}"/>.</returns>
    /// <exception cref="EventRefusedException">The filter refuses the event.</exception>
    ValueTask<object?> InvokeAsync(HandlerInvocation invocation, HandlerDelegate next);
}
