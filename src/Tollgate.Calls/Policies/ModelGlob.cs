using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Policies;

/// <summary>A pattern of model names: <c>*</c> is any text, slashes too, <c>?</c> is one character, all else is itself, capitals too. One that
/// has a slash is compared with <c>provider/model</c>, one without with the model's name alone, so that writing the provider before a name does
/// not lead around a policy; besides, each is compared with the name just as it was asked for.</summary>
internal readonly struct ModelGlob
{
    private readonly string _pattern;

    // What stands before the first wildcard; the whole pattern where there is none.
    private readonly int _literal;
    private readonly bool _withProvider;

    public ModelGlob(string pattern)
    {
        _pattern = pattern;
        var wild = pattern.AsSpan().IndexOfAny('*', '?');
        _literal = wild < 0 ? pattern.Length : wild;
        _withProvider = pattern.Contains('/', StringComparison.Ordinal);
    }

    public bool Matches(string asked, ResolvedModel model)
    {
        var name = _withProvider ? model.FullName : model.Model;
        return Matches(name) || (!ReferenceEquals(asked, name) && Matches(asked));
    }

    public bool Matches(string name)
    {
        if (name.Length < _literal || (_literal > 0 && name[0] != _pattern[0]))
        {
            return false;
        }

        var literal = _pattern.AsSpan(0, _literal);
        return name.AsSpan(0, _literal).SequenceEqual(literal) && MatchesRest(name.AsSpan(_literal), _pattern.AsSpan(_literal));
    }

    // Goes back to the last star only: what an earlier one could take, the last one can take too.
    private static bool MatchesRest(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int at = 0, next = 0, star = -1, taken = 0;
        while (at < name.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, taken) = (next++, at);
                if (next == pattern.Length)
                {
                    return true;
                }
            }
            else if (next < pattern.Length && (pattern[next] == '?' || pattern[next] == name[at]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                (at, next) = (++taken, star + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern[next..].IndexOfAnyExcept('*') < 0;
    }
}
