using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sockeye.Emitters;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;

namespace Sockeye;

/// <summary>
/// Makes emitters for servers with <c>AddPostgres</c>, or Node's with <c>@socket.io/postgres-adapter</c>. One connection is made in the background and
/// comes back by itself, and another one to listen once somebody asks who is in a room; while Postgres is away, sending fails at once.
/// </summary>
public static class PostgresEmitter
{
    /// <summary>Makes an emitter.</summary>
    /// <param name="connectionString">Where the Postgres is, as Npgsql writes it.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="loggers">Where it is said that Postgres is away.</param>
    /// <exception cref="ArgumentException">It is no connection string, or an option makes no sense.</exception>
    public static SocketIOEmitter Create(string connectionString, Action<PostgresEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        Create(PostgresSource.From(connectionString), configure, loggers);

    /// <summary>Makes an emitter on a data source of the application's, which stays open.</summary>
    /// <param name="dataSource">The data source. One of its connections is kept, and another one once somebody asks who is in a room.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="loggers">Where it is said that Postgres is away.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static SocketIOEmitter Create(NpgsqlDataSource dataSource, Action<PostgresEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        Create(PostgresSource.From(dataSource), configure, loggers);

    private static SocketIOEmitter Create(PostgresSource source, Action<PostgresEmitterOptions>? configure, ILoggerFactory? loggers)
    {
        var options = new PostgresEmitterOptions();
        configure?.Invoke(options);
        options.Validate();
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Sockeye.Emitter.Postgres");
        return new SocketIOEmitter(new Backend(source, options, logger), options);
    }

    private sealed class Backend : IEmitterBackend
    {
        private readonly PostgresSource _source;
        private readonly PostgresPublisher _publisher;
        private readonly PostgresListener _listener;
        private readonly AttachmentReader _attachments;

        public Backend(PostgresSource source, PostgresEmitterOptions options, ILogger logger)
        {
            var settings = options.ToSettings();
            var database = new RoomDatabase(source, settings, new RoomTables(options.RoomTableName), createsTables: false, logger);
            _source = source;
            _publisher = new PostgresPublisher(source, settings, static (_, _) => Task.CompletedTask, TimeProvider.System, logger);
            _listener = new PostgresListener(source, _publisher.Suspect, TimeProvider.System, logger);
            _attachments = new AttachmentReader(source, settings, logger);
            Channel = new PostgresRoomChannel(_publisher, _listener, _attachments, settings, server: null);
            Records = new PostgresRecordStore(database);
            History = new PostgresHistoryStore(database, TimeProvider.System);
        }

        public RecordStore Records { get; }

        public HistoryStore History { get; }

        // It has a connection to listen when somebody asks.
        public RoomChannel Channel { get; }

        public ValueTask PublishAsync(ClusterMessage message) => _publisher.PublishAsync(message);

        public async ValueTask DisposeAsync()
        {
            await _publisher.DisposeAsync();
            _attachments.Dispose();
            await _listener.DisposeAsync();
            await _source.DisposeAsync();
        }
    }
}
