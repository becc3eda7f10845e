using System.Collections.ObjectModel;
using System.Reflection;

namespace Sockeye.Contracts.Assemblies;

/// <summary>
/// The nullability that the compiler has written for one type and all types inside it, in its order: one byte for each, or one for all. A
/// type without these bytes takes them from its context: the method, the type, or the enclosing type.
/// </summary>
internal ref struct NullabilityFlags
{
    private const byte Nullable = 2;
    private const string Own = "System.Runtime.CompilerServices.NullableAttribute";
    private const string Context = "System.Runtime.CompilerServices.NullableContextAttribute";

    private readonly byte[]? _each;
    private readonly byte _all;
    private int _next;

    private NullabilityFlags(IList<CustomAttributeData> attributes, MemberInfo context)
    {
        switch (attributes.FirstOrDefault(static attribute => attribute.AttributeType.FullName == Own)?.ConstructorArguments[0].Value)
        {
            case byte all:
                _all = all;
                break;
            case ReadOnlyCollection<CustomAttributeTypedArgument> each:
                _each = [.. each.Select(static flag => (byte)flag.Value!)];
                break;
            default:
                _all = ContextOf(context);
                break;
        }
    }

    public static NullabilityFlags Of(ParameterInfo parameter) => new(parameter.GetCustomAttributesData(), parameter.Member);

    public static NullabilityFlags Of(MemberInfo member) => new(member.GetCustomAttributesData(), member);

    /// <summary>Gets the nullability of a type's base. It is written on the type itself.</summary>
    public static NullabilityFlags OfBase(Type type) => new(type.GetCustomAttributesData(), type);

    /// <summary>Whether the next type is nullable.</summary>
    public bool IsNextNullable()
    {
        var flag = _each is null ? _all : _next < _each.Length ? _each[_next] : default;
        _next++;
        return flag == Nullable;
    }

    private static byte ContextOf(MemberInfo? member)
    {
        for (; member is not null; member = member.DeclaringType)
        {
            if (member.Find(Context) is { } attribute)
            {
                return attribute.Argument<byte>(0);
            }
        }

        return default;
    }
}
