using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Contracts;

/// <summary>
/// One event on its way to a method of a contract, for generated code. The code reads the arguments from first to last, calls
/// <see cref="Ready"/>, calls the method, and ends with one of the methods that complete or answer.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ContractCall
{
    // This is the only field, so a call of any listener can be seen as this type without a copy.
    private ListenerCall _call;

    /// <summary>Cancelled when the socket disconnects.</summary>
    public readonly CancellationToken Disconnected => _call.Source.Disconnected;

    /// <summary>Reads the next argument. If there is none, returns the default value of the type.</summary>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Next<T>() => _call.Arguments.Next<T>();

    /// <summary>Reads the next argument, which must be present.</summary>
    /// <param name="parameter">The name of the argument, for the log.</param>
    /// <exception cref="JsonException">The argument is missing, null or of another type.</exception>
    public T Required<T>(string parameter) => _call.Arguments.Required<T>(parameter);

    /// <summary>Reads the next argument. If it is missing or null, returns the fallback.</summary>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Optional<T>(T? fallback) => _call.Arguments.Optional(fallback);

    /// <summary>Reads all remaining arguments.</summary>
    /// <exception cref="JsonException">An argument is of another type.</exception>
    public T[] Rest<T>() => _call.Arguments.Rest<T>();

    /// <summary>Says that the method has all its arguments. Later exceptions count as failures of the method.</summary>
    public void Ready() => _call.IsDecoded = true;

    /// <summary>Ends the call of a method that has ended.</summary>
    public Task? Complete() => _call.Complete();

    /// <summary>Ends the call of a method that has started and does not answer.</summary>
    public Task? Complete(Task? task) => _call.Complete(task);

    /// <inheritdoc cref="Complete(Task)"/>
    public Task? Complete(ValueTask task) => _call.Complete(task);

    /// <summary>Answers with the result of a method that has started, if the server asked for an answer.</summary>
    public Task? Answer<T>(Task<T>? task) => _call.Answer(task);

    /// <inheritdoc cref="Answer{T}(Task{T})"/>
    public Task? Answer<T>(ValueTask<T> task) => _call.Answer(task);

    internal static ref ContractCall From(ref ListenerCall call) => ref Unsafe.As<ListenerCall, ContractCall>(ref call);
}
