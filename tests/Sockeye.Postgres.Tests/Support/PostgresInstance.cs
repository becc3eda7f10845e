using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Sockeye.Postgres.Tests.Support;

/// <summary>A Postgres of the tests' own, on a free port, in a folder that goes with it. It refuses to run as root: then as the user that its package made.</summary>
public sealed class PostgresInstance : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;
    private string[] _frozen = [];

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        DataSource = NpgsqlDataSource.Create(ConnectionString);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", _folder);
        }

        await RunAsync(Program("initdb"), "-D", Path.Combine(_folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        await StartAsync();
    }

    /// <summary>Starts it, with what it had.</summary>
    /// <param name="asStandby">Whether it takes no writes until it is promoted.</param>
    public async Task StartAsync(bool asStandby = false)
    {
        if (asStandby)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "data", "standby.signal"), string.Empty);
        }

        _process = Start(
            Program("postgres"), "-D", Path.Combine(_folder, "data"), "-c", $"port={_port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off");
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var command = DataSource.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync();
                return;
            }
            catch (NpgsqlException) when (started.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Ends it at once, connections and all.</summary>
    public async Task EndAsync()
    {
        // Whoever runs it for another user passes this on.
        await RunAsync(Program("pg_ctl"), "stop", "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w");
        await _process!.WaitForExitAsync();
        DataSource.Clear();
    }

    /// <summary>It stands still, with everything that it runs, until <see cref="ThawAsync"/>.</summary>
    public async Task FreezeAsync()
    {
        // What starts the others stops first: then they are all of them.
        var first = await FirstAsync();
        await RunAsync("kill", "-STOP", first);
        _frozen = [first, .. (await File.ReadAllTextAsync($"/proc/{first}/task/{first}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        await RunAsync("kill", ["-STOP", .. _frozen]);
    }

    public async Task ThawAsync()
    {
        // Whoever runs it for another user has stopped with it.
        await RunAsync("kill", ["-CONT", .. _frozen, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        _frozen = [];
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_frozen.Length > 0)
        {
            await ThawAsync();
        }

        if (_process is { HasExited: false })
        {
            await EndAsync();
        }

        await DataSource.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Program(string name)
    {
        const string versions = "/usr/lib/postgresql";
        return Directory.Exists(versions)
            ? Directory.GetDirectories(versions).OrderByDescending(static folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
                .Select(folder => Path.Combine(folder, "bin", name)).FirstOrDefault(File.Exists) ?? name
            : name;
    }

    private Process Start(string program, params string[] arguments)
    {
        var asAnother = Environment.IsPrivilegedProcess && program is not ("chown" or "kill");
        var start = new ProcessStartInfo(asAnother ? "runuser" : program, asAnother ? ["-u", "postgres", "--", program, .. arguments] : arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<string> FirstAsync() => (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid")))[0].Trim();

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
