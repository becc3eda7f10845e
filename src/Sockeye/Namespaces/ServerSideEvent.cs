namespace Sockeye;

/// <summary>An event that another server of the cluster sent.</summary>
public sealed class ServerSideEvent
{
    private Func<object?, ValueTask>? _answer;

    internal ServerSideEvent(string name, EventArguments arguments, Func<object?, ValueTask>? answer)
    {
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

    /// <summary>Answers with one value. Only the first answer is sent; none where none was asked for.</summary>
    public ValueTask AnswerAsync(object? value) => Interlocked.Exchange(ref _answer, null)?.Invoke(value) ?? default;
}
