using System.ComponentModel.DataAnnotations;

namespace Sockeye.Tests.Handlers;

/// <summary>An attribute of the application, which looks at what the value is of.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class EvenAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is int number && number % 2 != 0 ? new ValidationResult($"{validationContext.DisplayName} of {((Form)validationContext.ObjectInstance).Title} is odd") : null;
}
