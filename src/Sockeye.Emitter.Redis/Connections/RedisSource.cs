using System.Runtime.CompilerServices;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>The configuration of the Redis connection, or an existing connection of the application.</summary>
internal sealed class RedisSource
{
    private const int RoleCheckSeconds = 1;
    private readonly ConfigurationOptions? _configuration;
    private readonly IConnectionMultiplexer? _existing;

    private RedisSource(ConfigurationOptions? configuration, IConnectionMultiplexer? existing)
    {
        _configuration = configuration;
        _existing = existing;
    }

    public bool IsOwned => _existing is null;

    /// <summary>The connection of the application; <see langword="null"/> if the connection is made here.</summary>
    public IConnectionMultiplexer? Existing => _existing;

    /// <summary>
    /// The context in which to continue after an answer or a message of Redis; <see langword="null"/> means the thread pool.
    /// </summary>
    public SynchronizationContext? Context { get; private set; }

    /// <summary>
    /// Makes connections through a tunnel, unless the configuration of the application forbids it: it may have a tunnel of its own, and TLS
    /// is done by StackExchange.Redis.
    /// </summary>
    /// <param name="create">Creates the tunnel for a configuration.</param>
    /// <param name="context">The context in which to continue after data has arrived.</param>
    public void UseTunnel(Func<ConfigurationOptions, Tunnel> create, SynchronizationContext context)
    {
        if (_configuration is { Tunnel: null, BeforeSocketConnect: null, Ssl: false })
        {
            _configuration.Tunnel = create(_configuration);
            Context = context;
        }
    }

    public static RedisSource From(string configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        var options = ConfigurationOptions.Parse(configuration);

        // A message that cannot be sent now fails now: live events are not worth keeping until Redis is back.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        if (!configuration.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase))
        {
            options.ConnectTimeout = 2000;
        }

        return From(options);
    }

    public static RedisSource From(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new RedisSource(Prepared(configuration), null);
    }

    public static RedisSource From(IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new RedisSource(null, connection);
    }

    public async Task<IConnectionMultiplexer> ConnectAsync() => _existing ?? await ConnectionMultiplexer.ConnectAsync(_configuration!);

    /// <summary>
    /// Opens another connection, for commands that block their connection. It has all settings of the first one, including certificate
    /// checks and the source of refreshed tokens.
    /// </summary>
    public async Task<IConnectionMultiplexer> ConnectAnotherAsync(TimeSpan longestCommand)
    {
        var options = _configuration?.Clone() ?? Prepared(OptionsOf(_existing!));
        options.AsyncTimeout = (int)Math.Min(int.MaxValue, longestCommand.TotalMilliseconds + options.AsyncTimeout);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    // A connection shows its settings only as text, without callbacks and without the source of tokens. The options that it was made with
    // are private.
    private static ConfigurationOptions OptionsOf(IConnectionMultiplexer connection)
    {
        try
        {
            return connection is ConnectionMultiplexer multiplexer ? RawConfigOf(multiplexer) : ConfigurationOptions.Parse(connection.Configuration);
        }
        catch (MissingMethodException)
        {
            // A version of StackExchange.Redis that keeps them elsewhere.
            return ConfigurationOptions.Parse(connection.Configuration);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_RawConfig")]
    private static extern ConfigurationOptions RawConfigOf(ConnectionMultiplexer connection);

    private static ConfigurationOptions Prepared(ConfigurationOptions configuration)
    {
        var options = configuration.Clone();
        options.AbortOnConnectFail = false; // the application starts and continues without Redis
        options.ReconnectRetryPolicy = new ReconnectPolicy(options.ConnectTimeout);
        options.ConfigCheckSeconds = Math.Min(options.ConfigCheckSeconds, RoleCheckSeconds); // a replica does not report that it was promoted
        return options;
    }
}
