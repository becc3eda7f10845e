using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>What the server itself says, beside the events of the application.</summary>
internal static class ServerShapes
{
    /// <summary>The answer to an event that is refused, or whose handler fails.</summary>
    public static ObjectShape ErrorAnswer()
    {
        var error = Create("AnsweredError", "What is wrong with an event.");
        error.Properties.Add(Property("message", ScalarShape.Text, "What is wrong, for people."));
        error.Properties.Add(Property("data", ScalarShape.Unknown, "More, for programs.") with { MayBeLeftOutByServer = true });
        var answer = Create("ErrorAnswer", "What comes in place of an answer if the server refuses the event, or its handler fails.");
        answer.Properties.Add(Property("error", error, null));
        return answer;
    }

    /// <summary>The answer to an event that begins a stream.</summary>
    public static ObjectShape StreamStart()
    {
        var start = Create("StreamStart", "The answer to an event that begins a stream. Its items follow as `stream:item`, its end as `stream:end`; `stream:cancel` ends it from here.");
        start.Properties.Add(Property("stream", ScalarShape.Text, "The stream's id, the first argument of all events of the stream."));
        return start;
    }

    /// <summary>The events of streams: items and the end come from the server, clients cancel.</summary>
    public static (IReadOnlyList<ContractEvent> ToClient, IReadOnlyList<ContractEvent> ToServer) StreamEvents(Shape item)
    {
        var stream = new EventParameter("stream", ScalarShape.Text);
        return (
        [
            new("stream:item", "", [stream, new("item", item)], null, Documentation.Of("An item of a stream.")),
            new("stream:end", "", [stream, new("error", ErrorAnswerText, IsOptional: true)], null, Documentation.Of("A stream has ended; because of an error, if there is one.")),
        ],
        [new("stream:cancel", "", [stream], null, Documentation.Of("No more items of a stream are wanted."))]);
    }

    private static Shape ErrorAnswerText => ScalarShape.Text;

    private static ObjectShape Create(string name, string summary) => new(null, name, Documentation.Of(summary));

    private static PropertyShape Property(string name, Shape shape, string? summary) => new(name, shape, Documentation.Of(summary));
}
