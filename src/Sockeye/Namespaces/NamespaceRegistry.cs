using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Sockeye.Namespaces;

/// <summary>The namespaces of a server: finds, creates and removes them.</summary>
internal sealed partial class NamespaceRegistry(SocketIOServer server)
{
    private readonly ConcurrentDictionary<string, Namespace> _namespaces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Namespace>> _making = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private volatile ParentNamespace[] _parents = [];

    public ICollection<Namespace> All => _namespaces.Values;

    /// <summary>Gets a namespace by name for the application. It is created if it does not exist, and kept from then on.</summary>
    public Namespace GetOrAdd(string name)
    {
        name = Normalize(name);
        while (true)
        {
            if (!_namespaces.TryGetValue(name, out var ns))
            {
                ns = Create(name, _parents.FirstOrDefault(parent => parent.Pattern?.Invoke(name) == true), removeWhenEmpty: false);
            }

            if (ns.Occupancy.TryPin())
            {
                return ns;
            }

            Forget(ns);
        }
    }

    public ParentNamespace AddParent(Regex pattern) =>
        AddParent((name, _) => ValueTask.FromResult(pattern.IsMatch(name)), pattern.IsMatch);

    public ParentNamespace AddParent(Func<string, HandshakeAuth, ValueTask<bool>> matches, Func<string, bool>? pattern = null)
    {
        var parent = new ParentNamespace(server, matches, pattern);
        lock (_gate)
        {
            _parents = [.. _parents, parent];
        }

        return parent;
    }

    /// <summary>Finds or creates the namespace that a client asks for, and holds it for the client.</summary>
    public async ValueTask<Namespace?> EnterAsync(string name, HandshakeAuth auth)
    {
        while (true)
        {
            if (_namespaces.TryGetValue(name, out var ns))
            {
                if (ns.Occupancy.TryEnter())
                {
                    // Listeners for new namespaces set them up, so no client enters before they have ended.
                    await ns.WhenAnnounced;
                    return ns;
                }

                // The namespace is being removed at this moment. The client gets a new one of that name if a pattern allows it.
                Forget(ns);
            }

            if (await FindParentAsync(name, auth) is not { } parent)
            {
                return null;
            }

            Create(name, parent, server.Options.CleanupEmptyChildNamespaces);
        }
    }

    /// <summary>Removes a namespace whose sockets have been disconnected.</summary>
    public async Task RemoveAsync(Namespace ns, CancellationToken cancellationToken)
    {
        // At once, so that the next caller that asks for the name gets a new namespace.
        Forget(ns);
        await server.WaitForDisconnectHandlersAsync(ns.Ending, cancellationToken);
        await ns.CloseAsync();
    }

    /// <summary>
    /// Removes an empty namespace. It waits for nothing, because a client may ask for a new one of that name at any moment.
    /// </summary>
    public void RemoveEmpty(Namespace ns)
    {
        Forget(ns);
        Observe(ns, ns.CloseAsync());
    }

    /// <summary>Reports the failure of a removal that its caller does not await.</summary>
    public void Observe(Namespace ns, Task removing) => _ = ObserveAsync(ns, removing);

    private static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith('/') ? name : "/" + name;
    }

    private async ValueTask<ParentNamespace?> FindParentAsync(string name, HandshakeAuth auth)
    {
        foreach (var parent in _parents)
        {
            if (await parent.MatchesAsync(name, auth))
            {
                return parent;
            }
        }

        return null;
    }

    private Namespace Create(string name, ParentNamespace? parent, bool removeWhenEmpty)
    {
        // The application may create the adapter, so this runs under no lock of the registry. Only callers that ask for the same name wait,
        // because there is nothing to give them yet. A name leaves the table of creations after its namespace is in the other table, which
        // is looked at first. So there are never two namespaces of one name.
        Namespace? created = null;
        var making = _making.GetOrAdd(name, _ => new Lazy<Namespace>(() => _namespaces.TryGetValue(name, out var present) ? present : created = Make()));
        try
        {
            var found = making.Value;
            if (created is not null)
            {
                server.Announce(created);
            }

            return found;
        }
        finally
        {
            _making.TryRemove(KeyValuePair.Create(name, making));
        }

        Namespace Make()
        {
            var made = new Namespace(server, name, parent, removeWhenEmpty);
            if (parent is not null)
            {
                made.Inherit(parent);
            }

            return _namespaces[name] = made;
        }
    }

    private void Forget(Namespace ns) => ((ICollection<KeyValuePair<string, Namespace>>)_namespaces).Remove(new(ns.Name, ns));

    private async Task ObserveAsync(Namespace ns, Task removing)
    {
        try
        {
            await removing;
        }
        catch (Exception exception)
        {
            Log.RemoveFailed(server.Logger, exception, ns.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(170, LogLevel.Error, "The adapter of namespace {Namespace} could not be closed.")]
        public static partial void RemoveFailed(ILogger logger, Exception exception, string @namespace);
    }
}
