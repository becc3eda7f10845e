using System.Runtime.CompilerServices;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Where the Redis is, or the connection that the application has already.</summary>
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

    /// <summary>The application's connection; <see langword="null"/> if it is made here.</summary>
    public IConnectionMultiplexer? Existing => _existing;

    /// <summary>Where to go on after Redis has answered or sent a message; <see langword="null"/> is the thread pool.</summary>
    public SynchronizationContext? Context { get; private set; }

    /// <summary>Has the connections made otherwise, unless that is up to the application: it may have a tunnel of its own, and TLS is StackExchange.Redis' work.</summary>
    /// <param name="create">Gives the tunnel for a configuration.</param>
    /// <param name="context">Where to go on after something has come by it.</param>
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

        // What cannot be sent now is reported now: live events are not worth keeping until Redis is back.
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
    /// A further connection, for commands that block the one they run on. It has all the settings of the first: the checks of certificates, and where tokens come from
    /// that are refreshed.
    /// </summary>
    public async Task<IConnectionMultiplexer> ConnectAnotherAsync(TimeSpan longestCommand)
    {
        var options = _configuration?.Clone() ?? Prepared(OptionsOf(_existing!));
        options.AsyncTimeout = (int)Math.Min(int.MaxValue, longestCommand.TotalMilliseconds + options.AsyncTimeout);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    // A connection shows its settings as text only, and that has neither callbacks nor the source of tokens. What it was made with, it keeps to itself.
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
        options.AbortOnConnectFail = false; // the application starts without Redis, and goes on without it
        options.ReconnectRetryPolicy = new ReconnectPolicy(options.ConnectTimeout);
        options.ConfigCheckSeconds = Math.Min(options.ConfigCheckSeconds, RoleCheckSeconds); // a replica does not say that it was promoted
        return options;
    }
}
