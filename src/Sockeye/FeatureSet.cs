namespace Sockeye;

/// <summary>
/// The features that libraries add to a server or to a namespace, at most one of each type. It is thread-safe, and a look-up takes no lock.
/// </summary>
/// <remarks>
/// A server disposes of its features that are <see cref="IAsyncDisposable"/> once, after its namespaces are closed. The feature that was
/// added last goes first. An exception in one of them is logged.
/// </remarks>
public sealed class FeatureSet
{
    private readonly Lock _gate = new();
    private volatile object[] _features = [];
    private bool _isDisposed;

    internal FeatureSet()
    {
    }

    /// <summary>Gets the feature of a type.</summary>
    /// <typeparam name="T">The exact type that the feature was added as.</typeparam>
    /// <returns>The feature, or <see langword="null"/> if there is none of this type.</returns>
    public T? Get<T>()
        where T : class
    {
        foreach (var feature in _features)
        {
            if (feature is Entry<T> entry)
            {
                return entry.Feature;
            }
        }

        return null;
    }

    /// <summary>Adds a feature, unless there is one of this type already.</summary>
    /// <typeparam name="T">The type by which <see cref="Get"/> finds it.</typeparam>
    /// <param name="feature">The feature.</param>
    /// <returns><see langword="true"/> if the feature was added; <see langword="false"/> if there is one of this type already.</returns>
    public bool TryAdd<T>(T feature)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(feature);
        lock (_gate)
        {
            if (Get<T>() is not null)
            {
                return false;
            }

            _features = [.. _features, new Entry<T>(feature)];
            return true;
        }
    }

    internal async ValueTask DisposeAsync(Action<Type, Exception> failed)
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        foreach (var entry in _features.Reverse())
        {
            if (((Entry)entry).Value is IAsyncDisposable feature)
            {
                try
                {
                    await feature.DisposeAsync();
                }
                catch (Exception exception)
                {
                    failed(feature.GetType(), exception);
                }
            }
        }
    }

    private abstract record Entry(object Value);

    private sealed record Entry<T>(T Feature) : Entry(Feature)
        where T : class;
}
