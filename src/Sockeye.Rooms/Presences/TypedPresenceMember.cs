using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>A member of a room, with any number of connections and a state of one type. It is a snapshot.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public sealed class PresenceMember<TState>
{
    private readonly PresenceMember _member;
    private readonly RecordJson<TState> _json;
    private volatile object? _state;

    internal PresenceMember(PresenceMember member, RecordJson<TState> json)
    {
        _member = member;
        _json = json;
    }

    /// <inheritdoc cref="PresenceMember.Id"/>
    public string Id => _member.Id;

    /// <summary>The state. It is read once for all callers, so do not change it.</summary>
    /// <exception cref="JsonException">The state is of another type, because a server of another version has set it.</exception>
    public TState State => (TState)(_state ??= _json.Read(_member.StateJson))!;

    /// <inheritdoc cref="PresenceMember.Info"/>
    public JsonElement? Info => _member.Info;

    /// <inheritdoc cref="PresenceMember.Connections"/>
    public IReadOnlyList<PresenceConnection> Connections => _member.Connections;

    /// <inheritdoc cref="PresenceMember.GetInfo{T}()"/>
    public T? GetInfo<T>() => _member.GetInfo<T>();

    /// <inheritdoc cref="PresenceMember.GetInfo{T}(JsonTypeInfo{T})"/>
    public T? GetInfo<T>(JsonTypeInfo<T> type) => _member.GetInfo(type);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
