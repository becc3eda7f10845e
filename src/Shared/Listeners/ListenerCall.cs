using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// One event on its way to one listener. It provides the parameters of the listener, answers with its result, and ends the scope of its
/// services, which is created only if it takes services.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The scope is ended by the methods that complete and answer, and by Abandon.")]
internal ref struct ListenerCall
{
    /// <summary>The arguments that are not read yet.</summary>
    public ArgumentReader Arguments;

    private readonly ReadOnlySpan<byte> _payload;
    private IServiceScope? _scope;

    /// <param name="arguments">The arguments, before the first one.</param>
    /// <param name="payload">The whole payload, for a listener that takes the undecoded event.</param>
    /// <param name="source">Creates what is needed only if a listener asks for it.</param>
    public ListenerCall(ArgumentReader arguments, ReadOnlySpan<byte> payload, IEventSource source)
    {
        Arguments = arguments;
        _payload = payload;
        Source = source;
    }

    public IEventSource Source { get; }

    /// <summary>Whether the listener has all its arguments. Later exceptions are failures of the listener.</summary>
    public bool IsDecoded { get; set; }

    /// <summary>The services of this call. Their scope is created when they are first asked for.</summary>
    public IServiceProvider Services
    {
        get
        {
            if (_scope is OwningScope { HasServices: false } owning)
            {
                owning.AddServices(CreateScope());
            }

            return (_scope ??= CreateScope()).ServiceProvider;
        }
    }

    /// <summary>The undecoded event.</summary>
    public readonly TEvent ToEvent<TEvent>() => ((IUndecodedEventSource<TEvent>)Source).ToEvent(_payload, Arguments.Attachments);

    /// <summary>Ends the call of a listener that has ended.</summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does. The same holds for the methods below.</returns>
    public Task? Complete() => _scope is null ? null : Running(new AsyncServiceScope(TakeScope()).DisposeAsync());

    /// <summary>Ends the call of a listener that has started.</summary>
    public Task? Complete(Task? task)
    {
        if (_scope is null)
        {
            return task;
        }

        return task is null || task.IsCompletedSuccessfully ? Complete() : EndAfterAsync(task, TakeScope());
    }

    /// <inheritdoc cref="Complete(Task)"/>
    public Task? Complete(ValueTask task) => Complete(Running(task));

    /// <summary>Answers with the result of a listener that has ended, if the sender asked for an answer.</summary>
    public Task? Answer<T>(T result) => Complete(Send(Source.Acknowledgement, result));

    /// <summary>Answers with the result of a listener that has started.</summary>
    public Task? Answer<T>(Task<T>? task) =>
        task is null ? Complete()
        : task.IsCompletedSuccessfully ? Answer(task.GetAwaiter().GetResult())
        : Complete(Source.Acknowledgement is { IsRequested: true } acknowledgement ? SendAfterAsync(task, acknowledgement) : task);

    /// <inheritdoc cref="Answer{T}(Task{T})"/>
    public Task? Answer<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? Answer(task.GetAwaiter().GetResult()) : Answer(task.AsTask());

    /// <summary>
    /// Answers with the result of a listener that has started, of any type. A result of the type <typeparamref name="T"/> is written as
    /// that type.
    /// </summary>
    public Task? AnswerAny<T>(ValueTask<object?> task) => Complete(SendAnyAfterAsync<T>(task, Source.Acknowledgement));

    /// <summary>Answers without a value for a listener that has ended, if the sender asked for an answer and has none yet.</summary>
    public Task? Done() => Complete(Source.Acknowledgement is { IsRequested: true } acknowledgement ? acknowledgement.SendAsync() : default);

    /// <summary>Answers without a value when a listener that has started has ended.</summary>
    public Task? Done(Task? task)
    {
        if (task is null || task.IsCompletedSuccessfully)
        {
            return Done();
        }

        return Complete(Source.Acknowledgement is { IsRequested: true } acknowledgement ? SendNothingAfterAsync(task, acknowledgement) : task);
    }

    /// <inheritdoc cref="Done(Task)"/>
    public Task? Done(ValueTask task) => Done(Running(task));

    /// <summary>Disposes of an object when the listener has ended, before its services.</summary>
    public void Own(object owned) => _scope = new OwningScope(owned, _scope);

    /// <summary>Returns the scope to a listener that continues after its call and ends the scope itself.</summary>
    public IServiceScope? Detach() => _scope is null ? null : TakeScope();

    /// <summary>Ends the scope of a listener that has failed before one of the methods above was called. It does not throw.</summary>
    public Task? Abandon() => _scope is null ? null : EndAsync(TakeScope());

    private static ValueTask Send<T>(Acknowledgement acknowledgement, T result) =>
        !acknowledgement.IsRequested ? default
        : result is EventArguments arguments ? acknowledgement.SendAsync(arguments)
        : acknowledgement.SendAsync(result);

    private static Task? Running(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return task.AsTask();
        }

        task.GetAwaiter().GetResult();
        return null;
    }

    private static async Task SendAfterAsync<T>(Task<T> task, Acknowledgement acknowledgement) =>
        await Send(acknowledgement, await task.ConfigureAwait(false)).ConfigureAwait(false);

    private static async Task SendAnyAfterAsync<T>(ValueTask<object?> task, Acknowledgement acknowledgement)
    {
        var result = await task.ConfigureAwait(false);
        if (result is T typed)
        {
            await Send(acknowledgement, typed).ConfigureAwait(false);
        }
        else
        {
            await Send(acknowledgement, result).ConfigureAwait(false);
        }
    }

    private static async Task SendNothingAfterAsync(Task task, Acknowledgement acknowledgement)
    {
        await task.ConfigureAwait(false);
        await acknowledgement.SendAsync().ConfigureAwait(false);
    }

    private static async Task EndAfterAsync(Task task, IServiceScope scope)
    {
        await using (new AsyncServiceScope(scope).ConfigureAwait(false))
        {
            await task.ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(IServiceScope scope) => await new AsyncServiceScope(scope).DisposeAsync().ConfigureAwait(false);

    private readonly IServiceScope CreateScope() =>
        (Source.Services ?? throw new InvalidOperationException("Listeners cannot take services here, because there are none.")).GetRequiredService<IServiceScopeFactory>().CreateScope();

    private IServiceScope TakeScope()
    {
        var scope = _scope!;
        _scope = null;
        return scope;
    }
}
