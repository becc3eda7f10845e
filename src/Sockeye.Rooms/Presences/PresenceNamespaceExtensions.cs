using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Backends;
using Sockeye.Presences;
using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>Adds presence to namespaces.</summary>
public static class PresenceNamespaceExtensions
{
    /// <summary>
    /// Tracks the members of the namespace's rooms: people, over all servers, each with a state. Call it before sockets connect, because
    /// sockets that are in a room already are not counted. For namespaces of a pattern, call it in
    /// <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The namespace already has presence, or its adapter reaches other servers and the rooms have no shared backend.
    /// </exception>
    public static Presence UsePresence(this Namespace ns, Action<PresenceOptions>? configure = null) => Use(ns, configure, null);

    /// <summary>
    /// Tracks the members of the namespace's rooms like <see cref="UsePresence(Namespace, Action{PresenceOptions}?)"/>, with states of one
    /// type. A state of a client that cannot be read as that type is refused with <c>E_INVALID</c>.
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="initialState">The state of a new member.</param>
    /// <param name="configure">Sets the options, except <see cref="PresenceOptions.InitialState"/>.</param>
    /// <typeparam name="TState">
    /// The type of the states. They are written as JSON by the serializer of the server
    /// (<see cref="SocketIOOptions.JsonSerializerOptions"/>). Use an immutable type, such as a record.
    /// </typeparam>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The namespace already has presence, or its adapter reaches other servers and the rooms have no shared backend.
    /// </exception>
    public static Presence<TState> UsePresence<TState>(this Namespace ns, TState initialState, Action<PresenceOptions>? configure = null) => Use(ns, initialState, null, configure);

    /// <inheritdoc cref="UsePresence{TState}(Namespace, TState, Action{PresenceOptions}?)"/>
    /// <param name="ns">The namespace.</param>
    /// <param name="initialState">The state of a new member.</param>
    /// <param name="type">How states are written and read.</param>
    /// <param name="configure">Sets the options, except <see cref="PresenceOptions.InitialState"/>.</param>
    public static Presence<TState> UsePresence<TState>(this Namespace ns, TState initialState, JsonTypeInfo<TState> type, Action<PresenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Use(ns, initialState, type, configure);
    }

    private static Presence<TState> Use<TState>(Namespace ns, TState initialState, JsonTypeInfo<TState>? type, Action<PresenceOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(initialState);
        var json = new RecordJson<TState>(ns.Server.Serializer, type);
        object first = JsonElement.Parse(json.Write(initialState).Span);
        var presence = Use(
            ns,
            options =>
            {
                options.InitialState = first;
                configure?.Invoke(options);
                if (options.InitialState != first)
                {
                    throw new ArgumentException("The initial state of a typed presence has to be the argument of UsePresence.", nameof(configure));
                }
            },
            state => json.Write(json.Read(state)).ToArray());
        return new Presence<TState>(presence, json);
    }

    private static Presence Use(Namespace ns, Action<PresenceOptions>? configure, Func<byte[], byte[]>? normalize)
    {
        ArgumentNullException.ThrowIfNull(ns);
        RoomSharing.Check(ns, nameof(UsePresence));
        var options = new PresenceOptions();
        configure?.Invoke(options);
        options.Validate();
        if (ns.Presence is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} already has presence.");
        }

        var presence = new Presence(ns, options, new StateRule(options.MaxStateBytes, normalize));
        ns.Features.TryAdd(presence);
        ns.Closing.Register(presence.Close);
        ns.Records?.Use(presence);
        return presence;
    }
}
