namespace Sockeye.TypeScriptContracts;

/// <summary>Somebody.</summary>
/// <param name="Name">The name that others see.</param>
/// <param name="Friends">Those whom they know.</param>
/// <param name="Home">Where they are from, if they say so.</param>
public sealed record Person(Guid Id, string Name, IReadOnlyList<Person> Friends, Uri? Home)
{
    /// <summary>How many there are.</summary>
    public int FriendCount => Friends.Count;
}
