using Sockeye.Sockets.Listeners;

namespace Sockeye.Handlers;

/// <summary>A listener that reads its event itself. It has no state of a socket, so all sockets can share it.</summary>
/// <param name="handler">The handler.</param>
/// <param name="expected">The types of its arguments, for the log.</param>
/// <param name="stays">Whether it is the product's own, which the application does not remove.</param>
internal sealed class CallListener(EventCallHandler handler, string expected = "anything", bool stays = false) : EventListener(handler, once: false)
{
    public override bool Stays => stays;

    public override string Expected => expected;

    public override Task? Invoke(ref ListenerCall call) => handler(ref EventCall.From(ref call));
}
