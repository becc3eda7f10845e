namespace Sockeye.Hooks;

/// <summary>One listener of a <see cref="Hook{T}"/>.</summary>
/// <param name="Original">The delegate of the application, which identifies the listener for removal.</param>
/// <param name="Call">Calls the delegate, with any return type.</param>
internal sealed record HookListener<T>(Delegate Original, Func<T, ValueTask> Call);
