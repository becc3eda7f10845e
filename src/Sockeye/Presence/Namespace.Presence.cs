namespace Sockeye;

public sealed partial class Namespace
{
    private readonly Lock _presenceGate = new();

    internal Presence? Presence { get; private set; }

    internal Presence AddPresence(PresenceOptions options)
    {
        lock (_presenceGate)
        {
            return Presence is null ? Presence = new Presence(this, options) : throw new InvalidOperationException($"The namespace {Name} has presence already.");
        }
    }
}
