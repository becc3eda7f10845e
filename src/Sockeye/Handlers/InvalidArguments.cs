using System.Text.Json.Nodes;

namespace Sockeye.Handlers;

/// <summary>Refuses an event whose arguments are not valid.</summary>
internal static class InvalidArguments
{
    public static EventRefusedException Refusal(string eventName, IEnumerable<(string Name, string Message)> errors)
    {
        var byName = new JsonObject();
        foreach (var group in errors.GroupBy(static error => error.Name, static error => error.Message))
        {
            byName.Add(group.Key, new JsonArray([.. group.Select(static message => JsonValue.Create(message))]));
        }

        return new EventRefusedException($"invalid arguments for \"{eventName}\"", new JsonObject { ["code"] = "E_INVALID", ["errors"] = byName });
    }
}
