using Microsoft.AspNetCore.Authorization;

namespace Sockeye.Tests.Handlers;

/// <summary>A class for those who are known, of a base that is for everybody.</summary>
[Authorize]
internal sealed class GateHandlers : OpenHandlers;
