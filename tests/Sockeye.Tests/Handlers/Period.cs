using System.ComponentModel.DataAnnotations;

namespace Sockeye.Tests.Handlers;

/// <summary>Something that checks itself.</summary>
internal readonly record struct Period(string From, string To) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        string.CompareOrdinal(From, To) > 0 ? [new ValidationResult("the end is before the start", [nameof(From), nameof(To)])] : [];
}
