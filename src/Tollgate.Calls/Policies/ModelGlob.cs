namespace Tollgate.Calls.Policies;

/// <summary>A pattern of model names: <c>*</c> is any text, slashes too, <c>?</c> is one character, all else is itself, capitals too. What has
/// a pair of neighbours that the name has not is told at once, before anything is searched for.</summary>
internal readonly struct ModelGlob
{
    // What stands between the stars; one alone where there is no star.
    private readonly string[] _parts;
    private readonly int _leastLength;
    private readonly bool _hasAnyChar;
    private readonly ulong _pairs;

    public ModelGlob(string pattern)
    {
        _parts = pattern.Split('*');
        _leastLength = _parts.Sum(p => p.Length);
        _hasAnyChar = pattern.Contains('?', StringComparison.Ordinal);
        _pairs = _parts.Aggregate(0UL, (pairs, part) => pairs | ModelName.PairsOf(part, '?'));
        HasSlash = pattern.Contains('/', StringComparison.Ordinal);
    }

    /// <summary>One that has a slash is meant for <c>provider/model</c>, one without for the model's name alone.</summary>
    public bool HasSlash { get; }

    public bool Matches(in ModelName name) => (_pairs & ~name.Pairs) == 0 && Matches(name.Text);

    private bool Matches(string name)
    {
        var (first, last) = (_parts[0], _parts[^1]);
        if (name.Length < _leastLength || !IsAt(name, first))
        {
            return false;
        }

        if (_parts.Length == 1)
        {
            return name.Length == _leastLength;
        }

        // The ends are fixed; what lies between takes the first place where it fits, which leaves the most for those after it.
        var rest = name.AsSpan(first.Length);
        if (!IsAt(rest[^last.Length..], last))
        {
            return false;
        }

        rest = rest[..^last.Length];
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var at = Find(rest, _parts[i]);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + _parts[i].Length)..];
        }

        return true;
    }

    private int Find(ReadOnlySpan<char> text, string part)
    {
        if (!_hasAnyChar)
        {
            return text.IndexOf(part);
        }

        for (var at = 0; at <= text.Length - part.Length; at++)
        {
            if (IsAt(text[at..], part))
            {
                return at;
            }
        }

        return -1;
    }

    private bool IsAt(ReadOnlySpan<char> text, string part)
    {
        if (!_hasAnyChar)
        {
            return text.StartsWith(part);
        }

        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] != text[i] && part[i] != '?')
            {
                return false;
            }
        }

        return true;
    }
}
