using System.Net;
using System.Net.Security;
using System.Text.Json;
using Sockeye.Client;
using Sockeye.ClientFixture.Output;
using Sockeye.ClientFixture.Values;
using Sockeye.MessagePack;

namespace Sockeye.ClientFixture.Commands;

/// <summary>The options of a manager, as the driver calls them.</summary>
internal static class ClientOptions
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { TypeInfoResolver = FixtureJson.Default };

    public static void Apply(SocketIOClientOptions options, Command given)
    {
        options.LoggerFactory = Fatal.Logs;
        options.JsonOptions = s_json;
        options.Path = given.TextOrNull("path") ?? options.Path;
        options.Upgrade = given.Flag("upgrade") ?? options.Upgrade;
        options.RememberUpgrade = given.Flag("rememberUpgrade") ?? options.RememberUpgrade;
        options.TryAllTransports = given.Flag("tryAllTransports") ?? options.TryAllTransports;
        options.WithCredentials = given.Flag("withCredentials") ?? options.WithCredentials;
        options.ForceBase64 = given.Flag("forceBase64") ?? options.ForceBase64;
        options.TimestampRequests = given.Flag("timestampRequests") ?? options.TimestampRequests;
        options.PerMessageDeflate = given.Flag("perMessageDeflate") ?? options.PerMessageDeflate;
        options.SerializeHandlers = given.Flag("serialize") ?? options.SerializeHandlers;
        options.RequestTimeout = given.Milliseconds("requestTimeout") is { Ticks: > 0 } time ? time : options.RequestTimeout;
        options.Timeout = given.Milliseconds("timeout") ?? options.Timeout;
        options.Retries = given.Number("retries") ?? options.Retries;
        options.AckTimeout = given.Milliseconds("ackTimeout") ?? options.AckTimeout;
        if (given.Find("transports") is { } transports)
        {
            options.Transports = [.. transports.EnumerateArray().Select(static name => Transport(name.GetString()!))];
        }

        if (given.TextOrNull("parser") == "msgpack")
        {
            options.Parser = MessagePackParser.Instance;
        }

        if (given.TextOrNull("proxy") is { } proxy)
        {
            options.Proxy = new WebProxy(proxy);
        }

        if (given.Flag("insecureTls") == true)
        {
#pragma warning disable CA5359 // The driver asks for it: its certificates are signed by nobody.
            options.Tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        CopyTo(options.Query, given.Find("query"));
        CopyTo(options.Headers, given.Find("headers"));
        ApplyReconnection(options, given);
    }

    private static void ApplyReconnection(SocketIOClientOptions options, Command given)
    {
        options.Reconnection = given.Flag("reconnection") ?? options.Reconnection;
        options.ReconnectionAttempts = given.Number("reconnectionAttempts") ?? options.ReconnectionAttempts;
        options.ReconnectionDelay = given.Milliseconds("reconnectionDelay") ?? options.ReconnectionDelay;
        options.ReconnectionDelayMax = given.Milliseconds("reconnectionDelayMax") ?? options.ReconnectionDelayMax;
        options.RandomizationFactor = given.Find("randomizationFactor")?.GetDouble() ?? options.RandomizationFactor;
    }

    private static void CopyTo(IDictionary<string, string> options, JsonElement? given)
    {
        if (given is not { } some)
        {
            return;
        }

        foreach (var member in some.EnumerateObject())
        {
            options[member.Name] = member.Value.ToString();
        }
    }

    private static ClientTransport Transport(string name) => name switch
    {
        "polling" => ClientTransport.Polling,
        "websocket" => ClientTransport.WebSocket,
        _ => throw new ArgumentException($"There is no transport {name}."),
    };
}
