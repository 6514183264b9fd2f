using System.Globalization;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>What a model of this provider takes, by the version in its name. A name that tells none is taken for the newest.</summary>
internal readonly record struct GeminiTraits
{
    private const int Newest = 9_900;

    private GeminiTraits(int version, bool isPro, bool isLite, bool thinks)
    {
        Version = version;
        IsPro = isPro;
        IsLite = isLite;
        Thinks = thinks && version >= 205;
    }

    /// <summary>Hundred times the major version, plus the minor one: 205 for 2.5.</summary>
    public int Version { get; }

    /// <summary>Cannot be told not to think.</summary>
    public bool IsPro { get; }

    public bool IsLite { get; }

    /// <summary>Takes <c>thinkingConfig</c> at all.</summary>
    public bool Thinks { get; }

    /// <summary>Is told how hard to think by a level, not by a number of tokens.</summary>
    public bool TakesLevel => Version >= 300;

    /// <summary>Refuses a call of the current turn that comes back without the signature of its thought.</summary>
    public bool NeedsSignatures => Version >= 300;

    /// <summary>Bounds of the thinking budget, where it is not 0.</summary>
    public (long Least, long Most) Budget => IsPro ? (128, 32_768) : IsLite ? (512, 24_576) : (1, 24_576);

    /// <summary>The level nearest to an effort.</summary>
    public ReadOnlySpan<byte> LevelOf(ThinkingEffort effort) => effort switch
    {
        ThinkingEffort.None or ThinkingEffort.Minimal => IsPro ? "low"u8 : "minimal"u8,
        ThinkingEffort.Low => "low"u8,
        ThinkingEffort.Medium => IsPro && Version < 301 ? "high"u8 : "medium"u8,
        _ => "high"u8,
    };

    public static GeminiTraits Of(ShapeTarget target)
    {
        var words = target.Model.Split('-', '/', ':', '@');
        var version = words.Select(VersionOf).FirstOrDefault(number => number > 0);
        return new GeminiTraits(
            version == 0 ? Newest : version,
            words.Contains("pro", StringComparer.Ordinal),
            words.Contains("lite", StringComparer.Ordinal),
            target.Reasoning != false);
    }

    // 2.5, 3: longer ones are dates and sizes.
    private static int VersionOf(string word)
    {
        var parts = word.Split('.');
        return parts.Length <= 2 && parts.All(part => part.Length is 1 or 2 && part.All(char.IsAsciiDigit))
            ? (int.Parse(parts[0], CultureInfo.InvariantCulture) * 100) + (parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0)
            : 0;
    }
}
