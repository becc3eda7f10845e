namespace Sockeye.Contracts.Shapes;

/// <summary>Passes the use of a value on to everything inside it.</summary>
internal static class ShapeUses
{
    /// <param name="shape">The first shape.</param>
    /// <param name="use">The side that creates its values.</param>
    /// <param name="unreadable">Called for each object that clients send and the server cannot read.</param>
    public static void Add(Shape shape, ShapeUse use, Action<ObjectShape> unreadable)
    {
        switch (shape)
        {
            case ArrayShape array:
                Add(array.Item, use, unreadable);
                break;
            case MapShape map:
                Add(map.Value, use, unreadable);
                break;
            case NullableShape nullable:
                Add(nullable.Inner, use, unreadable);
                break;
            case AnyOfShape any:
                foreach (var one in any.Shapes)
                {
                    Add(one, use, unreadable);
                }

                break;
            case NamedShape named when (named.Use & use) != use:
                named.Use |= use;
                Enter(named, use, unreadable);
                break;
            default:
                break;
        }
    }

    private static void Enter(NamedShape named, ShapeUse use, Action<ObjectShape> unreadable)
    {
        if (named is ObjectShape made)
        {
            if (use == ShapeUse.Read && made.WhyUnreadable is not null)
            {
                unreadable(made);
            }

            foreach (var property in made.Properties.Where(property => (property.Use & use) != ShapeUse.None))
            {
                Add(property.Shape, use, unreadable);
            }
        }
        else if (named is UnionShape union)
        {
            foreach (var one in union.Cases)
            {
                Add(one.Shape, use, unreadable);
            }
        }
    }
}
