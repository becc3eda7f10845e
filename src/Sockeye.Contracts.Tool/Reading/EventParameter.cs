using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>An argument of an event.</summary>
/// <param name="Name">Its name in the interface.</param>
/// <param name="Shape">What it looks like; of a rest, what one of them looks like.</param>
/// <param name="IsOptional">Whether the sender may leave it out.</param>
/// <param name="IsRest">Whether it stands for all arguments that are left.</param>
internal sealed record EventParameter(string Name, Shape Shape, bool IsOptional = false, bool IsRest = false);
