using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sockeye.Handlers;

/// <summary>
/// Collects what is wrong with the arguments of a call. Generated code uses it. An entry has a name, which is a path that starts at the
/// argument, and messages.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ArgumentErrors
{
    // More errors help no one, and a client must not be able to ask for an answer of any length.
    private const int Most = 100;

    private List<(string Name, string Message)>? _found;

    /// <summary>How many errors there are.</summary>
    public readonly int Count => _found?.Count ?? 0;

    /// <summary>Whether further errors are ignored.</summary>
    public readonly bool IsFull => Count >= Most;

    /// <summary>Adds an error for a required value that is null.</summary>
    public void AddMissing(string name, string displayName) => Add(name, $"The {displayName} field is required.");

    /// <summary>Checks a value by an attribute of .NET, which looks at the value alone.</summary>
    public void Check(ValidationAttribute attribute, object? value, string name, string displayName)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (!attribute.IsValid(value))
        {
            Add(name, attribute.FormatErrorMessage(displayName));
        }
    }

    /// <summary>Checks a value by an attribute of the application, which may also look at the object that has the value.</summary>
    public void CheckOf(object? owner, ValidationAttribute attribute, object? value, string name, string displayName)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var context = new ValidationContext(owner ?? value ?? name, displayName, null, null) { MemberName = name };
        if (attribute.GetValidationResult(value, context) is { } result)
        {
            Add(name, result.ErrorMessage ?? attribute.FormatErrorMessage(displayName));
        }
    }

    /// <summary>Calls the validation of an object that validates itself.</summary>
    public void Validate(IValidatableObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (var result in value.Validate(new ValidationContext(value, value.GetType().Name, null, null)))
        {
            if (result == ValidationResult.Success)
            {
                continue;
            }

            var names = result.MemberNames.Any() ? result.MemberNames.Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName) : [string.Empty];
            foreach (var name in names)
            {
                Add(name, result.ErrorMessage ?? "It is not valid.");
            }
        }
    }

    /// <summary>Puts a name before the names of the errors that were added since a mark.</summary>
    /// <param name="mark">The <see cref="Count"/> at the time of the mark.</param>
    /// <param name="name">The name of the object that the errors belong to.</param>
    public readonly void Prefix(int mark, string name)
    {
        for (var i = mark; i < Count; i++)
        {
            var (inner, message) = _found![i];
            _found[i] = (inner.Length == 0 || inner[0] == '[' ? name + inner : $"{name}.{inner}", message);
        }
    }

    /// <summary>Refuses the event if there are errors.</summary>
    /// <param name="eventName">The name of the event.</param>
    /// <exception cref="EventRefusedException">There are errors.</exception>
    public readonly void ThrowIfAny(string eventName)
    {
        if (_found is not null)
        {
            throw InvalidArguments.Refusal(eventName, _found);
        }
    }

    private void Add(string name, string message)
    {
        if (!IsFull)
        {
            (_found ??= []).Add((name, message));
        }
    }
}
