namespace Sockeye.Engine;

/// <summary>What <see cref="EngineOptions.AllowRequest"/> decided.</summary>
/// <param name="Allowed">Whether the client is let in.</param>
/// <param name="Message">What a refused client reads; <see langword="null"/> gives <c>Forbidden</c>.</param>
public readonly record struct AllowRequestResult(bool Allowed, string? Message = null)
{
    /// <summary>Lets the client in.</summary>
    public static AllowRequestResult Allow { get; } = new(true);

    /// <summary>Refuses the client.</summary>
    public static AllowRequestResult Deny(string? message = null) => new(false, message);
}
