using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Handlers;

/// <summary>A method of a handler class, for generated code.</summary>
/// <param name="eventName">The event that it is called for.</param>
/// <param name="name">The method.</param>
/// <param name="expected">The types of the arguments that it takes, for the log.</param>
/// <param name="call">Calls it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HandlerMethod(string eventName, string name, string expected, EventCallHandler call)
{
    /// <summary>The event that it is called for.</summary>
    public string EventName => eventName;

    /// <summary>The method.</summary>
    public string Name => name;

    /// <summary>Who may call it, as the attributes of class and method say; empty for everybody.</summary>
    public IReadOnlyList<IAuthorizeData> Authorization { get; init; } = [];

    internal CallListener ToListener() => new(Authorization.Count == 0 ? call : new AuthorizedHandler(Authorization, call).Call, expected);
}
