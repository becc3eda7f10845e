using System.Text.Json;
using Sockeye.Client;
using Sockeye.ClientFixture.Values;

namespace Sockeye.ClientFixture.Output;

/// <summary>The answers to commands.</summary>
internal static class Answer
{
    public static void Ok(long id, Action<Utf8JsonWriter> result) => Line.Write(json =>
    {
        json.WriteNumber("id"u8, id);
        json.WritePropertyName("ok"u8);
        result(json);
    });

    public static void Error(long id, Exception exception) => Line.Write(json =>
    {
        json.WriteNumber("id"u8, id);
        json.WriteString("error"u8, exception.Message);
        WriteKind(json, exception);
    });

    public static void WriteKind(Utf8JsonWriter json, Exception exception)
    {
        json.WriteString("kind"u8, KindOf(exception));
        if (exception is ConnectException { ErrorData: { } data })
        {
            json.WritePropertyName("data"u8);
            ContractJson.WriteFirst(json, data);
        }
    }

    private static string KindOf(Exception exception) => exception switch
    {
        ConnectException connect => KindOf(connect.Kind),
        TimeoutException => "timeout",
        SocketDisconnectedException or ObjectDisposedException => "disconnected",
        OperationCanceledException => "cancelled",
        ArgumentException or JsonException or NotSupportedException or InvalidOperationException or KeyNotFoundException or FormatException => "invalid",
        _ => "other",
    };

    private static string KindOf(ConnectErrorKind kind) => kind switch
    {
        ConnectErrorKind.Refused => "refused",
        ConnectErrorKind.Timeout => "timeout",
        ConnectErrorKind.Disconnected => "disconnected",
        ConnectErrorKind.Version => "version",
        ConnectErrorKind.Dns or ConnectErrorKind.Tcp or ConnectErrorKind.Tls => "unreachable",
        _ => "other",
    };
}
