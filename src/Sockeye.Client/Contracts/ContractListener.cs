using Sockeye.Sockets.Listeners;

namespace Sockeye.Client.Contracts;

/// <summary>A listener that reads its event itself.</summary>
internal sealed class ContractListener(ContractCallHandler handler, string expected) : EventListener(handler, once: false)
{
    public override string Expected => expected;

    public override Task? Invoke(ref ListenerCall call) => handler(ref ContractCall.From(ref call));
}
