using Sockeye.Authorization;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Sockets;

/// <summary>
/// The authorization policies for events of a namespace, a pattern or one socket. Reads take no lock, because the state that a reader gets
/// never changes.
/// </summary>
internal sealed class EventPolicies
{
    private readonly Lock _gate = new();
    private volatile Dictionary<byte[], AuthorizationPolicies.Finder[]> _byEvent = new(Utf8NameComparer.Instance);

    /// <summary>
    /// Evaluates a policy for an event. A refusal has the same words as in <see cref="Namespace.RequireAuthorization()"/>.
    /// </summary>
    /// <exception cref="EventRefusedException">The policy does not allow it.</exception>
    /// <exception cref="InvalidOperationException">There is no such policy, or the application has no authorization services.</exception>
    public static async Task DemandAsync(IncomingEvent incoming, AuthorizationPolicies.Finder find)
    {
        var socket = incoming.Socket;
        var result = await AuthorizationPolicies.AskAsync(socket.Namespace.Server.Services, socket.User, incoming, find);
        if (!result.Succeeded)
        {
            throw new EventRefusedException(AuthorizationPolicies.Refusal(socket.User), AuthorizationPolicies.RefusalData(socket.User));
        }
    }

    /// <exception cref="ArgumentException">A name is reserved. There are no such events.</exception>
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

    /// <summary>Copies the policies, so that more can be added to the copy.</summary>
    public EventPolicies Copy() => new() { _byEvent = _byEvent };

    /// <summary>The policies for an event. Usually there are none.</summary>
    public ReadOnlySpan<AuthorizationPolicies.Finder> Of(ReadOnlySpan<byte> eventName) =>
        _byEvent.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(eventName, out var policies) ? policies : [];
}
