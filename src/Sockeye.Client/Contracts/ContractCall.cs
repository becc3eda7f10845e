using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Contracts;

/// <summary>
/// One event on its way to a method of a contract, for generated code: it reads the arguments from first to last, says that it is <see cref="Ready"/>, calls the method, and ends with one of those that
/// complete or answer.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ContractCall
{
    // The only field: a call of any listener can be seen as this type without a copy.
    private ListenerCall _call;

    /// <summary>Ends when the socket is disconnected.</summary>
    public readonly CancellationToken Disconnected => _call.Source.Disconnected;

    /// <summary>The next argument, or the default of its type if there is none.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Next<T>() => _call.Arguments.Next<T>();

    /// <summary>The next argument, which has to be there.</summary>
    /// <param name="parameter">What the log calls it if it is missing.</param>
    /// <exception cref="JsonException">It is missing or null, or of another type.</exception>
    public T Required<T>(string parameter) => _call.Arguments.Required<T>(parameter);

    /// <summary>The next argument, or something else if it is missing or null.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Optional<T>(T? fallback) => _call.Arguments.Optional(fallback);

    /// <summary>All arguments that are left.</summary>
    /// <exception cref="JsonException">One of them is of another type.</exception>
    public T[] Rest<T>() => _call.Arguments.Rest<T>();

    /// <summary>The method has got all it takes: exceptions are its own from here on.</summary>
    public void Ready() => _call.IsDecoded = true;

    /// <summary>The method is done.</summary>
    public Task? Complete() => _call.Complete();

    /// <summary>The method has started, and does not answer.</summary>
    public Task? Complete(Task? task) => _call.Complete(task);

    /// <inheritdoc cref="Complete(Task)"/>
    public Task? Complete(ValueTask task) => _call.Complete(task);

    /// <summary>The method has started: its result will be the answer, if the server asked for one.</summary>
    public Task? Answer<T>(Task<T>? task) => _call.Answer(task);

    /// <inheritdoc cref="Answer{T}(Task{T})"/>
    public Task? Answer<T>(ValueTask<T> task) => _call.Answer(task);

    internal static ref ContractCall From(ref ListenerCall call) => ref Unsafe.As<ListenerCall, ContractCall>(ref call);
}
