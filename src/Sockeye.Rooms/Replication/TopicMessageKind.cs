namespace Sockeye.Replication;

/// <summary>What a message of a topic is for.</summary>
internal enum TopicMessageKind
{
    /// <summary>Changes in their order.</summary>
    Delta,

    /// <summary>Asks for the picture.</summary>
    Ask,

    /// <summary>A part of the picture: everything that the sender has.</summary>
    Picture,

    /// <summary>The sender has nothing any more, and takes no part in this epoch.</summary>
    End,

    /// <summary>What the receiver should change of its own.</summary>
    Wish,

    /// <summary>Asks which of the keys the receiver holds.</summary>
    Question,

    /// <summary>Names those that the sender holds.</summary>
    Answer,
}
