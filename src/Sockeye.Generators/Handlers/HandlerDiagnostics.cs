using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Handlers;

/// <summary>The diagnostics for handler classes. The same list is in <c>docs/handlers.md</c>.</summary>
internal static class HandlerDiagnostics
{
    public static readonly DiagnosticDescriptor NotAClass = Error(
        "SCKH001", "The type has to be known", "MapHandlers<{0}>() needs a known class: call it with the name of a class, not with a type parameter or an interface");

    public static readonly DiagnosticDescriptor CannotBeMade = Error(
        "SCKH002", "The class is abstract", "\"{0}\" is abstract: map a class that can be created");

    public static readonly DiagnosticDescriptor NotAccessible = Error(
        "SCKH003", "The class is not accessible", "\"{0}\" is not accessible to generated code: make it, and the types that contain it, internal or public");

    public static readonly DiagnosticDescriptor SeveralConstructors = Error(
        "SCKH004", "The constructor is ambiguous", "\"{0}\" needs one public constructor; it has {1}: leave one public, or mark one with [ActivatorUtilitiesConstructor]");

    public static readonly DiagnosticDescriptor DuplicateEvent = Error(
        "SCKH005", "Two methods have the same event", "The event \"{0}\" has two methods, \"{1}\" and \"{2}\": name one with [Event(\"...\")], or mark it with [NonEvent]");

    public static readonly DiagnosticDescriptor ReservedEvent = Error(
        "SCKH006", "The name is reserved", "The event of \"{0}\" has the reserved name \"{1}\", which never goes over the wire: name it with [Event(\"...\")], or mark it with [NonEvent]");

    public static readonly DiagnosticDescriptor GenericMethod = Error(
        "SCKH007", "A generic method cannot be an event", "\"{0}\" is generic, but a client does not send types: mark it with [NonEvent], or make it private");

    public static readonly DiagnosticDescriptor UnsupportedParameter = Error(
        "SCKH008", "A client cannot send this", "The parameter \"{0}\" of \"{1}\" {2}: change its type, take it from the services with [FromServices], or mark the method with [NonEvent]");

    public static readonly DiagnosticDescriptor UnsupportedResult = Error(
        "SCKH009", "This cannot be an answer", "\"{0}\" returns \"{1}\", which cannot be written as JSON: change the return type, or mark it with [NonEvent]");

    public static readonly DiagnosticDescriptor UnsupportedCheck = Error(
        "SCKH010", "This attribute needs reflection", "[{0}] of \"{1}\" cannot be checked without reflection: {2}");

    public static readonly DiagnosticDescriptor NoEvents = Warning(
        "SCKH011", "The class has no events", "\"{0}\" has no public method that can be an event, so it handles nothing");

    public static readonly DiagnosticDescriptor NotInjected = Error(
        "SCKH012", "It is not there yet", "\"{0}\" of the class cannot take \"{1}\": constructors and hooks get services, the Socket and its CancellationToken; OnDisconnectedAsync gets the DisconnectReason too");

    public static readonly DiagnosticDescriptor HookResult = Error(
        "SCKH013", "What a hook returns", "The hook \"{0}\" may return void, Task or ValueTask");

    public static readonly DiagnosticDescriptor AsyncVoid = Warning(
        "SCKH014", "The task of this method cannot be awaited", "\"{0}\" is async and returns void, so an exception ends the process. Return a Task");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Make(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Make(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Make(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Sockeye", severity, isEnabledByDefault: true);
}
