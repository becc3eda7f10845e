using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>All that is sent and received. Its code is made when the program is compiled, which a native program needs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(Notice))]
[JsonSerializable(typeof(Withdrawal))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(MembersChange))]
[JsonSerializable(typeof(HistoryQuery))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(RoomQuery))]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(RoomRecord))]
[JsonSerializable(typeof(Failure))]
internal sealed partial class ChatJson : JsonSerializerContext;
