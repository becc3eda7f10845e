using System.Text.Json.Serialization;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat;

/// <summary>What all servers know of a room of the library: of one to talk in, or of one that a person is alone in.</summary>
/// <param name="Name">As it is written; the room of the library has it in lower case, so that no name is there twice.</param>
[JsonDerivedType(typeof(ChatRoom), "room")]
[JsonDerivedType(typeof(Person), "person")]
internal abstract record ChatRecord(string Name);
