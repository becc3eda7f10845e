using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sockeye.Emitters;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;

namespace Sockeye;

/// <summary>
/// Creates emitters for servers with <c>AddPostgres</c>, or for Node servers with <c>@socket.io/postgres-adapter</c>. One connection is
/// made in the background and reconnects by itself. A second one, which listens, is made when you first ask for the members of a room.
/// While Postgres is not reachable, sending fails at once.
/// </summary>
public static class PostgresEmitter
{
    /// <summary>Creates an emitter.</summary>
    /// <param name="connectionString">The connection string of Npgsql.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="loggers">The factory of the loggers, for example for messages about a lost connection.</param>
    /// <exception cref="ArgumentException">The connection string or an option is not valid.</exception>
    public static SocketIOEmitter Create(string connectionString, Action<PostgresEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        Create(PostgresSource.From(connectionString), configure, loggers);

    /// <summary>Creates an emitter on your data source, which is not disposed of.</summary>
    /// <param name="dataSource">
    /// The data source. One of its connections stays in use, and a second one after you have asked for the members of a room.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="loggers">The factory of the loggers, for example for messages about a lost connection.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
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

        // Its listening connection is made with the first question.
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
