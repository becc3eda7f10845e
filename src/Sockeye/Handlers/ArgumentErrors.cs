using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sockeye.Handlers;

/// <summary>What is wrong with the arguments of a call, for generated code: names, as paths from the argument down, and messages.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ArgumentErrors
{
    // More of them help nobody, and a client must not be able to ask for an answer of any length.
    private const int Most = 100;

    private List<(string Name, string Message)>? _found;

    /// <summary>How many there are.</summary>
    public readonly int Count => _found?.Count ?? 0;

    /// <summary>Whether no more are taken.</summary>
    public readonly bool IsFull => Count >= Most;

    /// <summary>Adds that something is null that must not be.</summary>
    public void AddMissing(string name, string displayName) => Add(name, $"The {displayName} field is required.");

    /// <summary>Checks a value by an attribute of the platform, which looks at nothing else.</summary>
    public void Check(ValidationAttribute attribute, object? value, string name, string displayName)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        if (!attribute.IsValid(value))
        {
            Add(name, attribute.FormatErrorMessage(displayName));
        }
    }

    /// <summary>Checks a value by an attribute of the application, which may look at the object that the value is of.</summary>
    public void CheckOf(object? owner, ValidationAttribute attribute, object? value, string name, string displayName)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var context = new ValidationContext(owner ?? value ?? name, displayName, null, null) { MemberName = name };
        if (attribute.GetValidationResult(value, context) is { } result)
        {
            Add(name, result.ErrorMessage ?? attribute.FormatErrorMessage(displayName));
        }
    }

    /// <summary>Lets an object check itself.</summary>
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

    /// <summary>Puts a name before those that were added since.</summary>
    /// <param name="mark">The <see cref="Count"/> before that.</param>
    /// <param name="name">The name of what they are in.</param>
    public readonly void Prefix(int mark, string name)
    {
        for (var i = mark; i < Count; i++)
        {
            var (inner, message) = _found![i];
            _found[i] = (inner.Length == 0 || inner[0] == '[' ? name + inner : $"{name}.{inner}", message);
        }
    }

    /// <summary>Refuses the event if something is wrong.</summary>
    /// <param name="eventName">The event.</param>
    /// <exception cref="EventRefusedException">Something is.</exception>
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
