using System.Text.Json.Serialization.Metadata;
using Sockeye.Backends;
using Sockeye.Records;

namespace Sockeye;

/// <summary>Gives records to the rooms of namespaces.</summary>
public static class RoomRecordsExtensions
{
    /// <summary>
    /// Keeps a record of each room that is given one, such as its title and its owner: in memory, or where the server has a room backend that is shared (<c>AddRedis</c>), there, with
    /// a copy on each server. Records stay when the namespace is removed.
    /// </summary>
    /// <param name="ns">The namespace. Call it before clients are let in; for namespaces of a pattern in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.</param>
    /// <param name="configure">Changes the options.</param>
    /// <typeparam name="T">The type of the values, which are written as JSON by the server's serializer (<see cref="SocketIOOptions.JsonSerializerOptions"/>).</typeparam>
    /// <exception cref="InvalidOperationException">It was called for this namespace before, or its adapter reaches other servers and the rooms have no backend that they share.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static RoomRecords<T> UseRecords<T>(this Namespace ns, Action<RoomRecordOptions<T>>? configure = null) => Use(ns, null, configure);

    /// <inheritdoc cref="UseRecords{T}(Namespace, Action{RoomRecordOptions{T}})"/>
    /// <param name="ns">The namespace. Call it before clients are let in; for namespaces of a pattern in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.</param>
    /// <param name="type">How the values are written and read.</param>
    /// <param name="configure">Changes the options.</param>
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
            throw new InvalidOperationException($"The records of namespace {ns.Name} are in use already.");
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
