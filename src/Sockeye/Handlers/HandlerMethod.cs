using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Handlers;

/// <summary>A method of a handler class, for generated code.</summary>
/// <param name="eventName">The name of the event.</param>
/// <param name="name">The name of the method.</param>
/// <param name="expected">The types of its arguments, for the log.</param>
/// <param name="call">Calls the method.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HandlerMethod(string eventName, string name, string expected, EventCallHandler call)
{
    /// <summary>The name of the event.</summary>
    public string EventName => eventName;

    /// <summary>The name of the method.</summary>
    public string Name => name;

    /// <summary>The authorization attributes of class and method, which say who may call it; empty if everyone may.</summary>
    public IReadOnlyList<IAuthorizeData> Authorization { get; init; } = [];

    internal CallListener ToListener() => new(Authorization.Count == 0 ? call : new AuthorizedHandler(Authorization, call).Call, expected);
}
