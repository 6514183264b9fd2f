using System.Globalization;

namespace Tollgate.Providers.Practice;

/// <summary>How a practice model behaves.</summary>
internal enum PracticeBehaviour
{
    /// <summary>Answers with the last user message.</summary>
    Echo,

    /// <summary>The same, a second late and at a walking pace.</summary>
    Slow,

    /// <summary>Answers 2,000 words.</summary>
    Long,

    /// <summary>Answers with an error status.</summary>
    Fail,

    /// <summary>Echoes, but never reports usage.</summary>
    NoUsage,

    /// <summary>Echoes half and breaks off.</summary>
    Cut,
}

/// <summary>A practice model by name, with or without <c>practice/</c>; a name it does not know echoes.</summary>
internal readonly record struct PracticeModel(PracticeBehaviour Behaviour, int Status)
{
    public static PracticeModel Of(string name)
    {
        const string Prefix = "practice/";
        var rest = name.StartsWith(Prefix, StringComparison.Ordinal) ? name.AsSpan(Prefix.Length) : name.AsSpan();
        if (rest.StartsWith("fail-")
            && int.TryParse(rest["fail-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is >= 400 and <= 599)
        {
            return new PracticeModel(PracticeBehaviour.Fail, status);
        }

        var behaviour = rest switch
        {
            "slow" => PracticeBehaviour.Slow,
            "long" => PracticeBehaviour.Long,
            "nousage" => PracticeBehaviour.NoUsage,
            "cut" => PracticeBehaviour.Cut,
            _ => PracticeBehaviour.Echo,
        };
        return new PracticeModel(behaviour, 200);
    }
}
