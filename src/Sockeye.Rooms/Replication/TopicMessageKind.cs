namespace Sockeye.Replication;

/// <summary>The kinds of messages of a topic.</summary>
internal enum TopicMessageKind
{
    /// <summary>Changes, in order.</summary>
    Delta,

    /// <summary>Asks for a picture.</summary>
    Ask,

    /// <summary>A part of a picture: all values of the sender.</summary>
    Picture,

    /// <summary>The sender has no values any more, and does not take part in this epoch.</summary>
    End,

    /// <summary>A change that the sender wants for values of the receiver.</summary>
    Wish,

    /// <summary>Asks which of the keys the receiver holds.</summary>
    Question,

    /// <summary>Names the keys that the sender holds.</summary>
    Answer,
}
