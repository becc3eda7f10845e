namespace Sockeye.Presences;

/// <summary>What has changed of a member, as far as one server is concerned.</summary>
internal enum PresenceOpKind
{
    /// <summary>The member has connections on that server now.</summary>
    Add = '+',

    /// <summary>The member has none there any more.</summary>
    Remove = '-',

    /// <summary>The state was set.</summary>
    Set = '=',
}
