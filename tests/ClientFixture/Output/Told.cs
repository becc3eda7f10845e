using System.Text.Json;
using Sockeye.Client;
using Sockeye.ClientFixture.Values;

namespace Sockeye.ClientFixture.Output;

/// <summary>What happens to a client or a socket, told under the name that the driver has given to it.</summary>
internal static class Told
{
    public static void Of(string m, SocketIOClient client)
    {
        client.OnOpen(() => Manager(m, "open"));
        client.OnClose(reason => Manager(m, "close", reason.Name));
        client.OnError(exception => Manager(m, "error", exception.Message));
        client.OnPing(() => Manager(m, "ping"));
        client.OnUpgrade(transport => Manager(m, "upgrade", transport));
        client.OnReconnectAttempt(attempt => Manager(m, "reconnect_attempt", attempt));
        client.OnReconnect(attempt => Manager(m, "reconnect", attempt));
        client.OnReconnectError(exception => Manager(m, "reconnect_error", exception.Message));
        client.OnReconnectFailed(() => Manager(m, "reconnect_failed"));
    }

    public static void Of(string s, ClientSocket socket)
    {
        socket.OnConnect(() => Socket("connect", s, json =>
        {
            json.WriteString("id"u8, socket.Id);
            json.WriteBoolean("recovered"u8, socket.Recovered);
        }));
        socket.OnConnectError(exception => Socket("connect_error", s, json =>
        {
            json.WriteString("message"u8, exception.Message);
            Answer.WriteKind(json, exception);
        }));
        socket.OnDisconnect(reason => Socket("disconnect", s, json =>
        {
            json.WriteString("reason"u8, reason.Name);
            json.WritePropertyName("details"u8);
            if (reason.Description is null)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartObject();
            json.WriteString("description"u8, reason.Description);
            json.WriteEndObject();
        }));
    }

    /// <summary>An event, under one of <c>event</c>, <c>any</c>, <c>outgoing</c>, <c>begin</c> and <c>end</c>.</summary>
    public static void Event(string ev, string s, string name, EventArguments arguments, bool? ack = null) => Socket(ev, s, json =>
    {
        json.WriteString("name"u8, name);
        json.WritePropertyName("args"u8);
        ContractJson.Write(json, arguments);
        if (ack is { } asked)
        {
            json.WriteBoolean("ack"u8, asked);
        }
    });

    private static void Socket(string ev, string s, Action<Utf8JsonWriter> members) => Line.Write(json =>
    {
        json.WriteString("ev"u8, ev);
        json.WriteString("s"u8, s);
        members(json);
    });

    private static void Manager(string m, string name) => Manager(m, name, static _ => { });

    private static void Manager(string m, string name, string arg) => Manager(m, name, json => json.WriteString("arg"u8, arg));

    private static void Manager(string m, string name, int arg) => Manager(m, name, json => json.WriteNumber("arg"u8, arg));

    private static void Manager(string m, string name, Action<Utf8JsonWriter> arg) => Line.Write(json =>
    {
        json.WriteString("ev"u8, "manager"u8);
        json.WriteString("m"u8, m);
        json.WriteString("name"u8, name);
        arg(json);
    });
}
