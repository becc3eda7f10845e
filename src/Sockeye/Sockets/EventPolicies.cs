using Sockeye.Authorization;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Sockets;

/// <summary>Which authorization policies the events of a namespace, of a pattern or of one socket have to pass. Reads take no lock: what a reader sees never changes.</summary>
internal sealed class EventPolicies
{
    private readonly Lock _gate = new();
    private volatile Dictionary<byte[], AuthorizationPolicies.Finder[]> _byEvent = new(Utf8NameComparer.Instance);

    /// <summary>Asks a policy about an event; a refusal has the words of <see cref="Namespace.RequireAuthorization()"/>.</summary>
    /// <exception cref="EventRefusedException">The policy does not allow it.</exception>
    /// <exception cref="InvalidOperationException">There is no such policy, or no authorization at all.</exception>
    public static async Task DemandAsync(IncomingEvent incoming, AuthorizationPolicies.Finder find)
    {
        var socket = incoming.Socket;
        var result = await AuthorizationPolicies.AskAsync(socket.Namespace.Server.Services, socket.User, incoming, find);
        if (!result.Succeeded)
        {
            throw new EventRefusedException(AuthorizationPolicies.Refusal(socket.User), AuthorizationPolicies.RefusalData(socket.User));
        }
    }

    /// <exception cref="ArgumentException">A name is reserved: there are no such events.</exception>
    public void Add(IEnumerable<string> eventNames, AuthorizationPolicies.Finder find)
    {
        ArgumentNullException.ThrowIfNull(eventNames);
        string[] names = [.. eventNames];
        foreach (var name in names)
        {
            ArgumentNullException.ThrowIfNull(name, nameof(eventNames));
            ReservedEvents.ThrowIfReserved(name);
        }

        lock (_gate)
        {
            var changed = new Dictionary<byte[], AuthorizationPolicies.Finder[]>(_byEvent, Utf8NameComparer.Instance);
            foreach (var name in names.Select(EventNames.ToUtf8))
            {
                changed[name] = [.. changed.GetValueOrDefault(name, []), find];
            }

            _byEvent = changed;
        }
    }

    /// <summary>The same policies, to go on with.</summary>
    public EventPolicies Copy() => new() { _byEvent = _byEvent };

    /// <summary>What an event has to pass; mostly nothing.</summary>
    public ReadOnlySpan<AuthorizationPolicies.Finder> Of(ReadOnlySpan<byte> eventName) =>
        _byEvent.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(eventName, out var policies) ? policies : [];
}
