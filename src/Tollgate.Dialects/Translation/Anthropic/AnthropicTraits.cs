using System.Globalization;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>What a model of this provider takes, by the version in its name. A name that tells none is taken for the newest.</summary>
internal readonly record struct AnthropicTraits
{
    private const int Newest = 9_900;

    private AnthropicTraits(int version, bool alwaysThinks)
    {
        Version = version;
        AlwaysThinks = alwaysThinks || version >= 505;
    }

    /// <summary>Hundred times the major version, plus the minor one: 406 for 4.6.</summary>
    public int Version { get; }

    /// <summary>Thinks as much as it finds right, told by an effort.</summary>
    public bool Adaptive => Version >= 406;

    /// <summary>Takes temperature, top_p and top_k.</summary>
    public bool TakesSampling => Version <= 406;

    /// <summary>Refuses temperature and top_p in one request.</summary>
    public bool OneOfSampling => Version >= 401;

    /// <summary>Knows the effort between high and max.</summary>
    public bool TakesXHigh => Version >= 407;

    /// <summary>Thinks unless it is told not to.</summary>
    public bool ThinksByDefault => Version >= 500;

    /// <summary>Cannot be told not to think.</summary>
    public bool AlwaysThinks { get; }

    public static AnthropicTraits Of(string model)
    {
        var words = model.Split('-', '.', '@', ':', '/');
        var always = words.Contains("fable", StringComparer.Ordinal) || words.Contains("mythos", StringComparer.Ordinal);
        var major = Array.FindIndex(words, IsNumber);
        if (major < 0)
        {
            return new AnthropicTraits(Newest, always);
        }

        var minor = major + 1 < words.Length && IsNumber(words[major + 1]) ? Number(words[major + 1]) : 0;
        return new AnthropicTraits((Number(words[major]) * 100) + minor, always);
    }

    // Longer ones are dates.
    private static bool IsNumber(string word) => word.Length is 1 or 2 && word.All(char.IsAsciiDigit);

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
