using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Support;

/// <summary>A Redis of the test's own, on a port of its own, that keeps nothing. It may be killed, frozen and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    // Below the ports that systems give to outgoing connections: nobody takes it while the server is away.
    private const int FirstPort = 20_000;
    private const int LastPort = 32_000;
    private const int Slots = 16_384;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sockeye-redis-");
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal)
    {
        ["bind"] = "127.0.0.1",
        ["save"] = string.Empty,
        ["appendonly"] = "no",
        ["repl-diskless-sync-delay"] = "0",
    };

    private Process? _process;
    private ConnectionMultiplexer? _connection;

    private RedisServer(int port)
    {
        Port = port;
        _settings["dir"] = _folder.FullName;
        _settings["port"] = port.ToString(CultureInfo.InvariantCulture);
        _settings["unixsocket"] = Path;
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The address in the file system.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "redis.sock");

    /// <param name="tlsPort">Where it speaks TLS as well, with a certificate of its own making.</param>
    public static async Task<RedisServer> StartAsync(int? tlsPort = null)
    {
        var server = Reserve();
        if (tlsPort is { } port)
        {
            server.UseTls(port);
        }

        await server.BeginAsync();
        return server;
    }

    /// <summary>Starts servers that share the keys and channels among them: a Redis Cluster without replicas.</summary>
    public static async Task<IReadOnlyList<RedisServer>> StartClusterAsync(int size)
    {
        var servers = new List<RedisServer>();
        for (var i = 0; i < size; i++)
        {
            await using var bus = Reserve();
            var server = Reserve();
            servers.Add(server);
            server._settings["cluster-enabled"] = "yes";
            server._settings["cluster-port"] = bus.Port.ToString(CultureInfo.InvariantCulture);
            await server.BeginAsync();
            await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", Slots * i / size, (Slots * (i + 1) / size) - 1);
            await servers[0].ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", server.Port, bus.Port);
        }

        foreach (var server in servers)
        {
            await Cluster.UntilAsync(Waiting.Limit, async () =>
            {
                var state = (string)(await server.ExecuteAsync("CLUSTER", "INFO"))!;
                return state.Contains("cluster_state:ok", StringComparison.Ordinal) && state.Contains($"cluster_known_nodes:{size}", StringComparison.Ordinal);
            });
        }

        return servers;
    }

    /// <summary>A server that does not run yet.</summary>
    public static RedisServer Reserve()
    {
        while (true)
        {
            var port = Random.Shared.Next(FirstPort, LastPort);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return new RedisServer(port);
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    /// <summary>Starts it, again where it has been killed; it takes commands then.</summary>
    public async Task BeginAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true };
        foreach (var (name, value) in _settings)
        {
            start.ArgumentList.Add("--" + name);
            start.ArgumentList.Add(value);
        }

        _process = Process.Start(start)!;
        var log = new List<string>();
        while (log is [] || !log[^1].Contains("Ready to accept connections", StringComparison.Ordinal))
        {
            log.Add(await _process.StandardOutput.ReadLineAsync().Within() ?? throw new InvalidOperationException(string.Join('\n', log)));
        }

        _ = _process.StandardOutput.ReadToEndAsync(); // a full pipe would hold it up
        _connection = await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true");
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync().Within();
            process.Dispose();
        }

        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    /// <summary>Its connections stay open, and nothing comes of them.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Performs a command.</summary>
    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) =>
        _connection!.GetServer(_connection.GetEndPoints()[0]).ExecuteAsync(command, arguments).Within();

    /// <summary>How many channels and patterns are listened to.</summary>
    public async Task<(int Channels, int Patterns, int Sharded)> CountSubscriptionsAsync() => (
        (await ExecuteAsync("PUBSUB", "CHANNELS")).Length,
        (int)await ExecuteAsync("PUBSUB", "NUMPAT"),
        (await ExecuteAsync("PUBSUB", "SHARDCHANNELS")).Length);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private void UseTls(int port)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(System.IO.Path.Combine(_folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(System.IO.Path.Combine(_folder.FullName, "certificate.pem"), certificate.ExportCertificatePem());
        _settings["tls-port"] = port.ToString(CultureInfo.InvariantCulture);
        _settings["tls-key-file"] = System.IO.Path.Combine(_folder.FullName, "key.pem");
        _settings["tls-cert-file"] = _settings["tls-ca-cert-file"] = System.IO.Path.Combine(_folder.FullName, "certificate.pem");
        _settings["tls-auth-clients"] = "no";
    }

    private async Task SignalAsync(string signal) => await Signal.SendAsync(_process!, signal);
}
