using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>The shapes and events of the server itself, besides those of the application.</summary>
internal sealed class ServerShapes
{
    private readonly ObjectShape _error = Create("AnsweredError", "The error of an event.");

    public ServerShapes()
    {
        _error.Properties.Add(Property("message", ScalarShape.Text, "The message of the error."));
        _error.Properties.Add(Property("data", ScalarShape.Unknown, "More, for programs.") with { MayBeLeftOutByServer = true });
        ErrorAnswer.Properties.Add(Property("error", _error, null));
        StreamStart.Properties.Add(Property("stream", ScalarShape.Text, "The stream's id, the first argument of all events of the stream."));
    }

    /// <summary>The answer to an event that is refused, or whose handler fails.</summary>
    public ObjectShape ErrorAnswer { get; } = Create("ErrorAnswer", "The answer if the server refuses the event, or if its handler fails.");

    /// <summary>The answer to an event that begins a stream.</summary>
    public ObjectShape StreamStart { get; } = Create(
        "StreamStart", "The answer to an event that begins a stream. Its items follow as `stream:item`, its end as `stream:end`; `stream:cancel` ends it from here.");

    public IEnumerable<NamedShape> All => [_error, ErrorAnswer, StreamStart];

    /// <summary>Gets the events of streams: the server sends items and the end; clients cancel, pause and resume.</summary>
    /// <param name="item">The shape of the items in a namespace.</param>
    public (IReadOnlyList<ContractEvent> ToClient, IReadOnlyList<ContractEvent> ToServer) StreamEvents(Shape item)
    {
        var stream = new EventParameter("stream", ScalarShape.Text);
        return (
        [
            Event("stream:item", "An item of a stream.", stream, new("item", item)),
            Event("stream:end", "A stream has ended. If there is an error, the stream has failed.", stream, new("error", _error, IsOptional: true)),
        ],
        [
            Event("stream:cancel", "Cancels a stream. Its end follows.", stream),
            Event("stream:pause", "Pauses a stream.", stream),
            Event("stream:resume", "Resumes a stream.", stream),
        ]);
    }

    private static ContractEvent Event(string name, string summary, params EventParameter[] parameters) => new(name, "a stream", parameters, null, Documentation.Of(summary));

    private static ObjectShape Create(string name, string summary) => new(null, name, Documentation.Of(summary));

    private static PropertyShape Property(string name, Shape shape, string? summary) => new(name, shape, Documentation.Of(summary));
}
