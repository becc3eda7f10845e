namespace Sockeye.Samples.NativeChat;

/// <summary>What clients send.</summary>
internal interface IChatServer
{
    /// <summary>Joins a room.</summary>
    /// <returns>How many connections are in it.</returns>
    [Event("join room")]
    Task<int> JoinRoomAsync(string room);

    /// <summary>Writes to a room.</summary>
    Task Say(string room, string text);

    /// <summary>Writes to one person, wherever they are connected.</summary>
    Task Whisper(string name, string text);

    /// <summary>Shows a picture to the others in a room.</summary>
    Task Show(string room, byte[] picture);

    /// <summary>Asks everybody in a room.</summary>
    Task<Tally> Poll(string room, string topic);
}
