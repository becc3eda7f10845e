using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Handlers;

/// <summary>Configures how the methods of a handler class are called.</summary>
public sealed class HandlerOptions
{
    internal HandlerOptions()
    {
    }

    internal List<Func<IServiceProvider, IHandlerFilter>> Filters { get; } = [];

    /// <summary>
    /// Adds a filter from the services of the application. It is resolved in the scope of each call. The filter that you add first is the
    /// outermost.
    /// </summary>
    /// <typeparam name="TFilter">The type under which the filter is registered.</typeparam>
    public HandlerOptions AddFilter<TFilter>()
        where TFilter : class, IHandlerFilter
    {
        Filters.Add(static services => services.GetRequiredService<TFilter>());
        return this;
    }

    /// <summary>Adds a filter instance. It serves all calls, also several at the same time.</summary>
    public HandlerOptions AddFilter(IHandlerFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Filters.Add(_ => filter);
        return this;
    }
}
