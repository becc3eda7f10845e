using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Contracts;

/// <summary>The diagnostics for contracts. The same list is in docs/contracts.md.</summary>
internal static class ContractFindings
{
    public static readonly DiagnosticDescriptor NoInterface = Error(
        "SCKC001", "A contract is an interface", "'{0}' is not an interface. Write the interface of the contract between the brackets, as in {1}<IChat>({2}).");

    public static readonly DiagnosticDescriptor TypeParameter = Error(
        "SCKC002", "The contract has to be a known interface", "'{0}' depends on a type parameter, but code is generated only for known interfaces. Call {1} with the interface itself, and pass on its result.");

    public static readonly DiagnosticDescriptor Hidden = Error(
        "SCKC003", "The contract has to be accessible to generated code", "'{0}' is not accessible to generated code. Make it, and the types that contain it, internal or public.");

    public static readonly DiagnosticDescriptor SameEvent = Error(
        "SCKC004", "An event has one method", "'{0}' and '{1}' are both the event \"{2}\". Rename one of them, or give it another event name with [Event(\"...\")].");

    public static readonly DiagnosticDescriptor Overload = Error(
        "SCKC005", "An event has one list of arguments", "'{0}' has an overload in the contract, but an event has one list of arguments. Rename one of them, or give one method optional parameters.");

    public static readonly DiagnosticDescriptor Reserved = Error(
        "SCKC006", "Some names belong to Socket.IO", "The event \"{0}\" of '{1}' belongs to Socket.IO. Rename the method, or give it another event name with [Event(\"...\")].");

    public static readonly DiagnosticDescriptor Unwritable = Error(
        "SCKC007", "What is sent is JSON", "{0} of '{1}' cannot be sent as JSON: '{2}' {3}.");

    public static readonly DiagnosticDescriptor ByReference = Error(
        "SCKC008", "Arguments are values", "The parameter '{0}' of '{1}' is passed by reference, but an argument is a copy. Remove ref, out or in.");

    public static readonly DiagnosticDescriptor GenericMethod = Error(
        "SCKC009", "An event has arguments of known types", "'{0}' is generic, but an event has arguments of known types. Write one method for each type, or make the interface generic.");

    public static readonly DiagnosticDescriptor ReturnType = Error(
        "SCKC010",
        "A contract is asynchronous",
        "'{0}' returns '{1}'. Return void, Task or ValueTask for an event, Task<T> or ValueTask<T> for an event with an answer, IAsyncEnumerable<T> for a stream of the server.");

    public static readonly DiagnosticDescriptor NoMethod = Error(
        "SCKC011", "A contract has methods only", "'{0}' is not a method, but only methods can be events. Make it a method, or move it to another interface.");

    public static readonly DiagnosticDescriptor StreamOfClient = Error(
        "SCKC012", "Only a server streams", "'{0}' returns a stream, but only servers have streams. Return Task<T>, or send an event for each item.");

    public static readonly DiagnosticDescriptor Shadowed = Error(
        "SCKC013", "The clients of a contract have members", "'{0}' has a member '{1}', which hides this method. Rename the method, and keep the event by [Event(\"{2}\")].");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Sockeye.Contracts", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
