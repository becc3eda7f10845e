namespace Sockeye.Engine;

/// <summary>The decision of <see cref="EngineOptions.AllowRequest"/>.</summary>
/// <param name="Allowed">Whether the client is let in.</param>
/// <param name="Message">The message for a client that is refused; <see langword="null"/> means <c>Forbidden</c>.</param>
public readonly record struct AllowRequestResult(bool Allowed, string? Message = null)
{
    /// <summary>Lets the client in.</summary>
    public static AllowRequestResult Allow { get; } = new(true);

    /// <summary>Refuses the client.</summary>
    public static AllowRequestResult Deny(string? message = null) => new(false, message);
}
