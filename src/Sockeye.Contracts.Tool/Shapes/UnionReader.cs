using System.Globalization;
using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>Reads types that declare derived types by <c>[JsonDerivedType]</c>.</summary>
internal static class UnionReader
{
    public static Shape? TryRead(ShapeReader shapes, TypeReference reference, ToolOptions options)
    {
        var type = reference.Type;
        var derived = type.AllJson("JsonDerivedTypeAttribute").ToArray();
        if (derived.Length == 0)
        {
            return null;
        }

        var discriminator = type.Json("JsonPolymorphicAttribute")?.Property<string>("TypeDiscriminatorPropertyName") ?? "$type";
        return shapes.GetOrAdd(reference, "", documentation => new UnionShape(reference, ShapeNaming.NameOf(reference), documentation, discriminator), union =>
        {
            var isItselfNamed = false;
            foreach (var attribute in derived)
            {
                var one = attribute.Argument<Type>(0)!;
                var value = attribute.ConstructorArguments.Count > 1 ? attribute.ConstructorArguments[1].Value : null;
                isItselfNamed |= one == type;
                var shape = one == type ? ObjectReader.Read(shapes, reference, options, "Base") : shapes.Read(TypeReference.Create(one, default, []));
                union.Cases.Add(new UnionCase(shape, value is int number ? Convert.ToDecimal(number, CultureInfo.InvariantCulture) : value));
            }

            // If the base type has no discriminator value of its own, it is the case without a discriminator.
            if (!isItselfNamed && !type.IsAbstract)
            {
                union.Cases.Add(new UnionCase(ObjectReader.Read(shapes, reference, options, "Base"), null));
            }
        });
    }
}
