namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>A message as it goes to Postgres.</summary>
/// <param name="Text">What is notified; of a message with an attachment, what stands before its id.</param>
/// <param name="Attachment">What goes through the table, where it is too large for a notification or has binary.</param>
internal sealed record EncodedMessage(string Text, byte[]? Attachment)
{
    /// <summary>What stands behind the id of the attachment.</summary>
    public const string AfterId = "\"}";

    public int Size => Text.Length + (Attachment?.Length ?? 0);
}
