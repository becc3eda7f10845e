namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>A message in the form for Postgres.</summary>
/// <param name="Text">The text of the notification. For a message with an attachment, it is the text before the id.</param>
/// <param name="Attachment">The content for the table, if the message is too large for a notification or has binary values.</param>
internal sealed record EncodedMessage(string Text, byte[]? Attachment)
{
    /// <summary>The text after the id of the attachment.</summary>
    public const string AfterId = "\"}";

    public int Size => Text.Length + (Attachment?.Length ?? 0);
}
