using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Tests.Handlers;

/// <summary>Methods with attributes, for classes that override them.</summary>
internal abstract class GuardedHandlers
{
    [Authorize]
    public virtual string Take() => "taken";

    [AllowAnonymous]
    public virtual string Look() => "seen";

    [AllowAnonymous]
    public virtual string Touch() => "touched";

    [NonEvent]
    public virtual string Secret() => "secret";
}
