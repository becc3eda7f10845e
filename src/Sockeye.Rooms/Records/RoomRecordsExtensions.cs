using System.Text.Json.Serialization.Metadata;
using Sockeye.Backends;
using Sockeye.Records;

namespace Sockeye;

/// <summary>Adds records to the rooms of namespaces.</summary>
public static class RoomRecordsExtensions
{
    /// <summary>
    /// Lets you keep a record for a room, such as its title and its owner. Records are kept in memory, or in the shared room backend of the
    /// server if there is one (<c>AddRedis</c>), with a copy on each server. They stay when the namespace is removed.
    /// </summary>
    /// <param name="ns">
    /// The namespace. Call this before clients connect. For namespaces of a pattern, call it in
    /// <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <typeparam name="T">
    /// The type of the values. They are written as JSON by the serializer of the server
    /// (<see cref="SocketIOOptions.JsonSerializerOptions"/>).
    /// </typeparam>
    /// <exception cref="InvalidOperationException">
    /// The namespace already has records, or its adapter reaches other servers and the rooms have no shared backend.
    /// </exception>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static RoomRecords<T> UseRecords<T>(this Namespace ns, Action<RoomRecordOptions<T>>? configure = null) => Use(ns, null, configure);

    /// <inheritdoc cref="UseRecords{T}(Namespace, Action{RoomRecordOptions{T}})"/>
    /// <param name="ns">
    /// The namespace. Call this before clients connect. For namespaces of a pattern, call it in
    /// <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </param>
    /// <param name="type">How the values are written and read.</param>
    /// <param name="configure">Sets the options.</param>
    public static RoomRecords<T> UseRecords<T>(this Namespace ns, JsonTypeInfo<T> type, Action<RoomRecordOptions<T>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Use(ns, type, configure);
    }

    private static RoomRecords<T> Use<T>(Namespace ns, JsonTypeInfo<T>? type, Action<RoomRecordOptions<T>>? configure)
    {
        ArgumentNullException.ThrowIfNull(ns);
        if (ns.Records is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} already has records.");
        }

        RoomSharing.Check(ns, nameof(UseRecords));
        var options = new RoomRecordOptions<T>();
        configure?.Invoke(options);
        options.Validate();
        var book = new RecordBook(ns, new RecordLimits(options.MaxRooms, options.MaxTotalBytes), options.EmptyGrace);
        ns.Features.TryAdd(book);
        ns.Closing.Register(book.Close);
        var records = new RoomRecords<T>(book, options, type);
        records.Start();
        return records;
    }
}
