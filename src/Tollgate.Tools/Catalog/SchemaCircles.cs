namespace Tollgate.Tools.Catalog;

/// <summary>Finds references that lead back to where they stand without going into the value on the way: checking such a schema would not end.</summary>
internal static class SchemaCircles
{
    // Longer chains take stack, and no schema that a person wrote has them.
    private const int MostChain = 64;

    /// <summary>Cuts each such reference, and tells which schemas held them.</summary>
    public static IReadOnlyList<ValueSchema> Cut(IEnumerable<ValueSchema> schemas)
    {
        var cut = new List<ValueSchema>();
        var depths = new Dictionary<ValueSchema, int>();
        foreach (var schema in schemas)
        {
            Depth(schema, 0, depths, cut);
        }

        return cut;
    }

    // How many schemas hang together in place; -1 while it is being counted.
    private static int Depth(ValueSchema schema, int above, Dictionary<ValueSchema, int> depths, List<ValueSchema> cut)
    {
        if (depths.TryGetValue(schema, out var known))
        {
            return known;
        }

        depths[schema] = -1;
        var depth = 0;
        foreach (var part in schema.InPlace())
        {
            var below = above > MostChain ? -1 : Depth(part, above + 1, depths, cut);
            if (below < 0 || below >= MostChain)
            {
                // Only a reference leads back up.
                schema.Target = null;
                cut.Add(schema);
                break;
            }

            depth = Math.Max(depth, below + 1);
        }

        return depths[schema] = depth;
    }
}
