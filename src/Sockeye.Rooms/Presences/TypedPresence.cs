using System.Runtime.CompilerServices;
using Sockeye.Hooks;
using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>The <see cref="Presence"/> of a namespace whose members have states of one type. It is thread-safe.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
public sealed class Presence<TState>
{
    private readonly RecordJson<TState> _json;
    private readonly Hook<PresenceChange<TState>> _changed = new();

    internal Presence(Presence untyped, RecordJson<TState> json)
    {
        Untyped = untyped;
        _json = json;
        untyped.Told.Add(Raise);
    }

    /// <summary>The same presence, with states as JSON.</summary>
    public Presence Untyped { get; }

    /// <inheritdoc cref="Presence.Rooms"/>
    public IReadOnlyList<KeyValuePair<string, int>> Rooms => Untyped.Rooms;

    /// <inheritdoc cref="Presence.OnChanged(Action{PresenceChange})"/>
    public Presence<TState> OnChanged(Action<PresenceChange<TState>> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="Presence.OnChanged(Action{PresenceChange})"/>
    public Presence<TState> OnChanged(Func<PresenceChange<TState>, Task> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="Presence.OnChanged(Action{PresenceChange})"/>
    [OverloadResolutionPriority(1)]
    public Presence<TState> OnChanged(Func<PresenceChange<TState>, ValueTask> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <summary>Removes a listener that you have added with <c>OnChanged</c>.</summary>
    public Presence<TState> OffChanged(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _changed.Remove(listener);
        return this;
    }

    /// <inheritdoc cref="Presence.Count(string)"/>
    public int Count(string room) => Untyped.Count(room);

    /// <inheritdoc cref="Presence.Members(string)"/>
    public IReadOnlyList<PresenceMember<TState>> Members(string room) => Members(room, null, int.MaxValue).Members;

    /// <inheritdoc cref="Presence.Members(string, string, int)"/>
    public PresencePage<TState> Members(string room, string? after, int limit)
    {
        var page = Untyped.Members(room, after, limit);
        return new PresencePage<TState>([.. page.Members.Select(ToTyped)], page.Count, page.Next);
    }

    /// <inheritdoc cref="Presence.Find(string, string)"/>
    public PresenceMember<TState>? Find(string room, string id) => Untyped.Find(room, id) is { } member ? ToTyped(member) : null;

    /// <inheritdoc cref="Presence.RoomsOf(string)"/>
    public IReadOnlyList<string> RoomsOf(string id) => Untyped.RoomsOf(id);

    /// <inheritdoc cref="Presence.SetState{T}(string, string, T)"/>
    public bool SetState(string room, string id, TState state)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(id);
        return Untyped.SetStateOrThrow(room, id, _json.Write(state).ToArray(), nameof(state));
    }

    private PresenceMember<TState> ToTyped(PresenceMember member) => new(member, _json);

    private void Raise(PresenceChange change)
    {
        if (!_changed.IsEmpty)
        {
            var typed = new PresenceChange<TState>(change.Room, change.Kind, ToTyped(change.Member), change.Count, change.Before is { } before ? ToTyped(before) : null);
            _changed.Start(typed, "presence changed", Untyped.Failures);
        }
    }
}
