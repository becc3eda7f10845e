namespace Sockeye.Hooks;

/// <summary>One listener of a <see cref="Hook{T}"/>.</summary>
/// <param name="Original">The application's own delegate, by which it can be removed.</param>
/// <param name="Call">The same, whatever it returns.</param>
internal sealed record HookListener<T>(Delegate Original, Func<T, ValueTask> Call);
