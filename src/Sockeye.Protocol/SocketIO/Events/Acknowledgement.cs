namespace Sockeye;

/// <summary>Answers an event, once: the callback that the reference gives to handlers as their last argument.</summary>
public abstract class Acknowledgement
{
    /// <summary>Makes an acknowledgement. Those that listeners get are made by the library; a test of a listener may have one of its own.</summary>
    protected Acknowledgement()
    {
    }

    /// <summary>The acknowledgement of an event whose sender asked for no answer: sending one does nothing.</summary>
    public static Acknowledgement None { get; } = new NoAcknowledgement();

    /// <summary>Whether the sender asked for an answer. If not, sending one does nothing.</summary>
    public abstract bool IsRequested { get; }

    /// <summary>Answers without a value. Only the first answer is sent.</summary>
    public abstract ValueTask SendAsync();

    /// <summary>Answers with one value. Only the first answer is sent.</summary>
    public abstract ValueTask SendAsync<T1>(T1 arg1);

    /// <summary>Answers with two values. Only the first answer is sent.</summary>
    public abstract ValueTask SendAsync<T1, T2>(T1 arg1, T2 arg2);

    /// <summary>Answers with any number of values. Only the first answer is sent.</summary>
    public abstract ValueTask SendAsync(params object?[] args);

    /// <summary>Answers with arguments that were received, unchanged. Only the first answer is sent.</summary>
    public abstract ValueTask SendAsync(EventArguments args);
}
