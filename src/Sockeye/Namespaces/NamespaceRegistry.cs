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

    /// <summary>The namespace of a name that the application asks for; created if need be, and kept from then on.</summary>
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
                    // Whoever hears of new namespaces sets them up: nobody is in before.
                    await ns.WhenAnnounced;
                    return ns;
                }

                // It is just being removed: the client gets a new one of that name, where a pattern allows one.
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
        // At once: who asks for the name from now on gets a new one.
        Forget(ns);
        await server.WaitForDisconnectHandlersAsync(ns.Ending, cancellationToken);
        await ns.CloseAsync();
    }

    /// <summary>Removes a namespace that is empty. A new one of that name may be asked for at any moment: nothing is waited for.</summary>
    public void RemoveEmpty(Namespace ns)
    {
        Forget(ns);
        Observe(ns, ns.CloseAsync());
    }

    /// <summary>Reports what the removal of a namespace fails with, in place of a caller that does not wait for it.</summary>
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
        // The application may make the adapter: it runs under no lock of the registry. Only those wait who ask for the same name, since there is nothing yet to give them. A name
        // leaves the table when its namespace is in the other one, which is looked at first: so there are never two.
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
