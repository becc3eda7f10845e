using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Tests.Handlers;

/// <summary>Overrides methods that have attributes.</summary>
internal sealed class VaultHandlers : GuardedHandlers
{
    public override string Take() => "vault " + base.Take();

    public override string Look() => "vault " + base.Look();

    [Authorize]
    public override string Touch() => "vault " + base.Touch();

    public override string Secret() => "vault " + base.Secret();
}
