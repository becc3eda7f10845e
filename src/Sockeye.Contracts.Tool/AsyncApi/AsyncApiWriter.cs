using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Contracts.Reading;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.AsyncApi;

/// <summary>
/// Writes an AsyncAPI 3 document, with a channel for each namespace, an operation and a message for each event, and a reply for each
/// acknowledgement.
/// </summary>
internal sealed class AsyncApiWriter(ContractSet contracts)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _channels = [];
    private readonly JsonObject _operations = [];
    private readonly UniqueKeys _operationKeys = new();

    public string Write()
    {
        ShapeNaming.Assign(contracts.Shapes, []);
        var channelKeys = new UniqueKeys();
        foreach (var one in contracts.Namespaces)
        {
            WriteNamespace(one, channelKeys.Of(one.Name == "/" ? "main" : one.Name));
        }

        var document = new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = contracts.Title,
                ["version"] = contracts.Version,
                ["description"] =
                    "The events of a Socket.IO server. A channel is a namespace. The name of a message is the name of its event, and its payload is the array of the event's arguments. A reply is the array of the "
                    + "arguments of the acknowledgement.",
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = _channels,
            ["operations"] = _operations,
        };
        if (contracts.Shapes.Count > 0)
        {
            document["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(contracts.Shapes.OrderBy(static shape => shape.Name, StringComparer.Ordinal)
                    .Select(static shape => KeyValuePair.Create<string, JsonNode?>(shape.Name, Schemas.Declare(shape)))),
            };
        }

        return document.ToJsonString(Readable) + "\n";
    }

    private void WriteNamespace(ContractNamespace one, string channel)
    {
        var messages = new JsonObject();
        _channels[channel] = new JsonObject { ["address"] = one.Name, ["messages"] = messages };
        var keys = new UniqueKeys();
        foreach (var sent in one.ToClient)
        {
            WriteEvent(sent, "send", channel, keys, messages);
        }

        foreach (var received in one.ToServer)
        {
            WriteEvent(received, "receive", channel, keys, messages);
        }
    }

    private void WriteEvent(ContractEvent one, string action, string channel, UniqueKeys keys, JsonObject messages)
    {
        var key = keys.Of($"{action}.{one.Name}");
        var isToClient = action == "send";
        messages[key] = Described(new JsonObject { ["name"] = one.Name, ["payload"] = Schemas.Arguments(one, isToClient) }, one);
        var operation = new JsonObject
        {
            ["action"] = action,
            ["channel"] = Schemas.Reference("channels", channel),
            ["messages"] = new JsonArray(Schemas.Reference("channels", channel, "messages", key)),
        };
        if (one.Answer is { } answer)
        {
            var answerKey = keys.Of(key + ".answer");
            messages[answerKey] = new JsonObject
            {
                ["name"] = one.Name,
                ["summary"] = $"The acknowledgement of {one.Name}.",
                ["payload"] = Schemas.Answer(answer, one.Documentation.Returns),
            };
            var replies = new JsonArray(Schemas.Reference("channels", channel, "messages", answerKey));
            if (!isToClient)
            {
                messages.TryAdd("error", new JsonObject { ["summary"] = contracts.ErrorAnswer.Documentation.Summary, ["payload"] = Schemas.Answer(contracts.ErrorAnswer, null) });
                replies.Add(Schemas.Reference("channels", channel, "messages", "error"));
            }

            operation["reply"] = new JsonObject { ["channel"] = Schemas.Reference("channels", channel), ["messages"] = replies };
        }

        _operations[_operationKeys.Of($"{channel}.{key}")] = Described(operation, one);
    }

    private static JsonObject Described(JsonObject node, ContractEvent one)
    {
        if (one.Documentation.Summary is { } summary)
        {
            node["summary"] = summary;
        }

        if (one.Documentation.Deprecated is { } deprecated)
        {
            node["description"] = $"Deprecated. {deprecated}".TrimEnd();
        }

        return node;
    }
}
