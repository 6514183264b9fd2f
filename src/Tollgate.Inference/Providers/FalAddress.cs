namespace Tollgate.Inference.Providers;

/// <summary>Addresses at fal, where each model has a path of its own.</summary>
public static class FalAddress
{
    /// <summary>The kind of provider.</summary>
    public const string Kind = "fal";

    /// <summary>Where it is served when no other address is configured.</summary>
    public static Uri Base { get; } = new("https://fal.run");

    /// <summary>True for a name that can stand in a path: words of letters, digits, dots, dashes and underscores, set apart by slashes.</summary>
    public static bool IsModel(string model)
    {
        foreach (var part in model.AsSpan().Split('/'))
        {
            var word = model.AsSpan(part);
            if (word is "" or "." or ".." || word.ContainsAnyExcept(Allowed))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where a model is served; its name is one of <see cref="IsModel"/>.</summary>
    public static Uri Of(Uri baseUrl, string model) => new($"{baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{model}");

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
}
