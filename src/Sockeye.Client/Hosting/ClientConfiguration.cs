using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Sockeye.Client.Hosting;

/// <summary>
/// Reads the options of a client from a configuration section, without reflection. If a value is not valid, the error names its key.
/// </summary>
internal static class ClientConfiguration
{
    private delegate bool Parser<T>(string text, out T value);

    public static string UrlOf(IConfigurationSection section) =>
        section["Url"] is { Length: > 0 } url ? url : throw new InvalidOperationException($"The configuration has no {section.Path}:Url. Set it to the address of the Socket.IO server.");

    public static void Apply(IConfigurationSection section, SocketIOClientOptions options)
    {
        Read<string>(section, nameof(options.Path), Text, value => options.Path = value);
        Read<bool>(section, nameof(options.AddTrailingSlash), bool.TryParse, value => options.AddTrailingSlash = value);
        Read<bool>(section, nameof(options.Upgrade), bool.TryParse, value => options.Upgrade = value);
        Read<bool>(section, nameof(options.RememberUpgrade), bool.TryParse, value => options.RememberUpgrade = value);
        Read<bool>(section, nameof(options.TryAllTransports), bool.TryParse, value => options.TryAllTransports = value);
        Read<bool>(section, nameof(options.WithCredentials), bool.TryParse, value => options.WithCredentials = value);
        Read<bool>(section, nameof(options.ForceBase64), bool.TryParse, value => options.ForceBase64 = value);
        Read<bool>(section, nameof(options.TimestampRequests), bool.TryParse, value => options.TimestampRequests = value);
        Read<string>(section, nameof(options.TimestampParameter), Text, value => options.TimestampParameter = value);
        Read<TimeSpan>(section, nameof(options.RequestTimeout), Span, value => options.RequestTimeout = value);
        Read<bool>(section, nameof(options.PerMessageDeflate), bool.TryParse, value => options.PerMessageDeflate = value);
        Read<bool>(section, nameof(options.Reconnection), bool.TryParse, value => options.Reconnection = value);
        Read<int?>(section, nameof(options.ReconnectionAttempts), Attempts, value => options.ReconnectionAttempts = value);
        Read<TimeSpan>(section, nameof(options.ReconnectionDelay), Span, value => options.ReconnectionDelay = value);
        Read<TimeSpan>(section, nameof(options.ReconnectionDelayMax), Span, value => options.ReconnectionDelayMax = value);
        Read<double>(section, nameof(options.RandomizationFactor), Fraction, value => options.RandomizationFactor = value);
        Read<TimeSpan>(section, nameof(options.Timeout), Span, value => options.Timeout = value);
        Read<TimeSpan>(section, nameof(options.ConnectTimeout), Span, value => options.ConnectTimeout = value);
        Read<TimeSpan>(section, nameof(options.AckTimeout), Span, value => options.AckTimeout = value);
        Read<TimeSpan>(section, nameof(options.CloseTimeout), Span, value => options.CloseTimeout = value);
        Read<int>(section, nameof(options.Retries), Number, value => options.Retries = value);
        Read<bool>(section, nameof(options.SerializeHandlers), bool.TryParse, value => options.SerializeHandlers = value);
        Read<long>(section, nameof(options.MaxMessageBytes), Size, value => options.MaxMessageBytes = value);
        Read<long>(section, nameof(options.MaxSendBufferBytes), Size, value => options.MaxSendBufferBytes = value);
        Read<long>(section, nameof(options.MaxReceiveBufferBytes), Size, value => options.MaxReceiveBufferBytes = value);
        ApplyLists(section, options);
    }

    private static void ApplyLists(IConfigurationSection section, SocketIOClientOptions options)
    {
        var transports = section.GetSection(nameof(options.Transports)).GetChildren().ToList();
        if (transports.Count > 0)
        {
            options.Transports = [.. transports.Select(static child => Enum.TryParse(child.Value, ignoreCase: true, out ClientTransport transport) ? transport : throw Invalid(child))];
        }

        foreach (var protocol in section.GetSection(nameof(options.Protocols)).GetChildren())
        {
            options.Protocols.Add(protocol.Value ?? throw Invalid(protocol));
        }

        foreach (var parameter in section.GetSection(nameof(options.Query)).GetChildren())
        {
            options.Query[parameter.Key] = parameter.Value ?? throw Invalid(parameter);
        }

        foreach (var header in section.GetSection(nameof(options.Headers)).GetChildren())
        {
            options.Headers[header.Key] = header.Value ?? throw Invalid(header);
        }
    }

    private static void Read<T>(IConfigurationSection section, string key, Parser<T> parser, Action<T> set)
    {
        if (section[key] is { Length: > 0 } text)
        {
            set(parser(text, out var value) ? value : throw Invalid(section.GetSection(key)));
        }
    }

    private static InvalidOperationException Invalid(IConfigurationSection value) => new($"The configuration {value.Path} cannot be read: \"{value.Value}\".");

    private static bool Text(string text, out string value)
    {
        value = text;
        return true;
    }

    private static bool Span(string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);

    private static bool Attempts(string text, out int? value)
    {
        var isNumber = Number(text, out var number);
        value = isNumber ? number : null;
        return isNumber || text.Equals("infinite", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Number(string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value);

    private static bool Size(string text, out long value) => long.TryParse(text, CultureInfo.InvariantCulture, out value);

    private static bool Fraction(string text, out double value) => double.TryParse(text, CultureInfo.InvariantCulture, out value);
}
