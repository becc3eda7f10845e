using System.Text.Json.Serialization;

namespace Sockeye.Samples.NativeChat;

/// <summary>The types of this program that events and answers carry. Numbers, text, binary and the like are known already.</summary>
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(Vote))]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class ChatJson : JsonSerializerContext;
