namespace Sockeye;

/// <summary>What libraries add to a server or to a namespace, by type: one of each. Thread-safe; a look-up takes no lock.</summary>
/// <remarks>Those of a server that are <see cref="IAsyncDisposable"/> are disposed of with it, once, the last added first, after its namespaces are closed. If one fails, that is logged.</remarks>
public sealed class FeatureSet
{
    private readonly Lock _gate = new();
    private volatile object[] _features = [];
    private bool _isDisposed;

    internal FeatureSet()
    {
    }

    /// <summary>The feature of a type; <see langword="null"/> if there is none.</summary>
    /// <typeparam name="T">The type that the feature was added as, exactly.</typeparam>
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

    /// <summary>Adds a feature.</summary>
    /// <typeparam name="T">The type to find it by.</typeparam>
    /// <param name="feature">The feature.</param>
    /// <returns>Whether it was added: <see langword="false"/> if there is one of this type already.</returns>
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
