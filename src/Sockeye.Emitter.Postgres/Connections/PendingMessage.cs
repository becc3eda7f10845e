using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>A message on its way to Postgres.</summary>
internal sealed class PendingMessage(string channel, EncodedMessage message)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Channel { get; } = channel;

    public EncodedMessage Message { get; } = message;
}
