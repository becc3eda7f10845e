using Sockeye.Hooks;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>An event that another server of the cluster has sent.</summary>
public sealed class ServerSideEvent : IListenerFailures
{
    private readonly Namespace _namespace;
    private Func<object?, ValueTask>? _answer;

    internal ServerSideEvent(Namespace ns, string name, EventArguments arguments, Func<object?, ValueTask>? answer)
    {
        _namespace = ns;
        Name = name;
        Arguments = arguments;
        _answer = answer;
        IsAnswerRequested = answer is not null;
    }

    /// <summary>The name of the event.</summary>
    public string Name { get; }

    /// <summary>The arguments, without the name.</summary>
    public EventArguments Arguments { get; }

    /// <summary>Whether the other server waits for an answer.</summary>
    public bool IsAnswerRequested { get; }

    /// <summary>Answers with one value. Only the first answer is sent. If no answer is asked for, nothing is sent.</summary>
    public async ValueTask AnswerAsync(object? value)
    {
        if (Interlocked.Exchange(ref _answer, null) is not { } answer)
        {
            return;
        }

        try
        {
            await answer(value);
        }
        catch
        {
            // Nothing was sent: the exception makes the handler fail, and the server that waits gets an error.
            _answer = answer;
            throw;
        }
    }

    void IListenerFailures.OnListenerFailed(string hook, Exception exception)
    {
        var refusal = exception as EventRefusedException;
        if (refusal is null)
        {
            _namespace.ReportFailure(hook, exception);
        }

        if (Interlocked.Exchange(ref _answer, null) is { } answer)
        {
            _ = AnswerErrorAsync(answer, refusal?.Message ?? _namespace.Server.ErrorTextOf(exception));
        }
    }

    private async Task AnswerErrorAsync(Func<object?, ValueTask> answer, string message)
    {
        try
        {
            await answer(PayloadJson.Error(message));
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure(Name, exception);
        }
    }
}
