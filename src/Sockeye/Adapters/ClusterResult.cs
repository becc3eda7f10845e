using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sockeye;

/// <summary>
/// The answers of the servers of a cluster, and the servers that did not answer in time. With a single server the result is always
/// complete.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is more than a list: it says what is missing.")]
public sealed class ClusterResult<T> : IReadOnlyList<T>
{
    private readonly IReadOnlyList<T> _items;

    /// <summary>Creates a result.</summary>
    /// <param name="items">The answers.</param>
    /// <param name="missing">The ids of the servers that did not answer.</param>
    public ClusterResult(IReadOnlyList<T> items, IReadOnlyList<string>? missing = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = items;
        Missing = missing ?? [];
    }

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>
    /// The ids of the servers that did not answer in time; <see cref="ClusterAdapter.UnknownServer"/> stands for a server whose id is not
    /// known.
    /// </summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Whether every server answered.</summary>
    public bool IsComplete => Missing.Count == 0;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
