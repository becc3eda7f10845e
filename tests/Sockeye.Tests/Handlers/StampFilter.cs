using Sockeye.Handlers;

namespace Sockeye.Tests.Handlers;

/// <summary>A filter that leaves a stamp before and after, and may refuse or change.</summary>
internal sealed class StampFilter(string name, FilterLog log) : IHandlerFilter
{
    public async ValueTask<object?> InvokeAsync(HandlerInvocation invocation, HandlerDelegate next)
    {
        log.Stamps.Enqueue($"{name} before {invocation.MethodName} of {invocation.Event.Name}");
        if (invocation.Arguments is [string text, ..])
        {
            switch (text)
            {
                case "refuse":
                    throw new EventRefusedException("filtered");
                case "instead":
                    return 42;
                case "change":
                    invocation.Arguments[0] = "changed";
                    break;
            }
        }

        try
        {
            var result = await next(invocation);
            log.Stamps.Enqueue($"{name} after {result ?? "nothing"}");
            return result;
        }
        catch (InvalidOperationException exception)
        {
            log.Stamps.Enqueue($"{name} saw {exception.Message}");
            throw new EventRefusedException("translated");
        }
    }
}
