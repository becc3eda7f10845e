using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>An argument of an event.</summary>
/// <param name="Name">The name in the interface.</param>
/// <param name="Shape">The shape. For a rest parameter, the shape of one argument.</param>
/// <param name="IsOptional">Whether the sender may leave it out.</param>
/// <param name="IsRest">Whether it stands for all remaining arguments.</param>
internal sealed record EventParameter(string Name, Shape Shape, bool IsOptional = false, bool IsRest = false);
