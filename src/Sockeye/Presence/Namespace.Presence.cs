namespace Sockeye;

public sealed partial class Namespace
{
    private readonly Lock _presenceGate = new();

    internal Presence? Presence { get; private set; }

    internal Presence AddPresence(PresenceOptions options)
    {
        lock (_presenceGate)
        {
            if (Presence is not null)
            {
                throw new InvalidOperationException($"The namespace {Name} has presence already.");
            }

            Presence = new Presence(this, options);
            Records?.Use(Presence);
            return Presence;
        }
    }
}
