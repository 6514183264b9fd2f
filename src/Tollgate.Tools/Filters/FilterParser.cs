namespace Tollgate.Tools.Filters;

/// <summary>Reads a filter. <c>NOT</c> binds closest, then <c>AND</c>, which may be left out, then <c>OR</c>; operators are read in any case.
/// The first fault ends it.</summary>
internal sealed class FilterParser(string text)
{
    /// <summary>Most parentheses within each other.</summary>
    public const int MostDepth = 32;

    /// <summary>Most characters of a filter.</summary>
    public const int MostLength = 1_000;

    private int _at;
    private int _depth;
    private FilterFault? _fault;

    /// <summary>The whole text; null when it is no filter, and then <paramref name="fault"/> says why.</summary>
    public FilterNode? Read(out FilterFault fault)
    {
        var node = text.Length > MostLength
            ? Fail(MostLength, FormattableString.Invariant($"it goes on beyond {MostLength} characters"))
            : Any();
        if (node is not null && !AtEnd())
        {
            node = Fail(_at, "a parenthesis is closed that was not opened");
        }

        fault = _fault ?? default;
        return node;
    }

    private FilterNode? Any()
    {
        var parts = new List<FilterNode>();
        do
        {
            if (All() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (Takes("OR"));

        return FilterNode.Of(FilterJoin.Or, parts);
    }

    private FilterNode? All()
    {
        var parts = new List<FilterNode>();
        do
        {
            if (One() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (Takes("AND") || (!AtEnd() && text[_at] != ')' && !Stands("OR")));

        return FilterNode.Of(FilterJoin.And, parts);
    }

    private FilterNode? One()
    {
        var isNot = false;
        while (Takes("NOT"))
        {
            isNot = !isNot;
        }

        var node = Operand();
        return node is not null && isNot ? FilterNode.Not(node) : node;
    }

    private FilterNode? Operand()
    {
        if (AtEnd())
        {
            return Fail(_at, text.AsSpan().IsWhiteSpace() ? "it is empty" : "it ends where a word is expected");
        }

        var start = _at;
        switch (text[_at])
        {
            case '(':
                return Group(start);
            case ')':
                return Fail(start, "a parenthesis is closed where a word is expected");
            case '"' or '“' or '”':
                return Phrase(start);
        }

        var word = Word();
        if (word is "AND" or "OR" || word.Equals("and", StringComparison.OrdinalIgnoreCase) || word.Equals("or", StringComparison.OrdinalIgnoreCase))
        {
            return Fail(start, $"{word} stands where a word is expected; in quotes it would be one");
        }

        if (OtherLanguage(word) is var (place, what))
        {
            return Fail(start + place, what);
        }

        _at += word.Length;
        return Term(start, word);
    }

    // Signs of other languages of searches, which would be looked for as they are and never found.
    private static (int Place, string What)? OtherLanguage(string word)
    {
        if (word.Length > 1 && word[0] is '-' or '+' or '!')
        {
            return (0, $"'{word[0]}' is no operator; write NOT or AND");
        }

        var star = word.IndexOf('*', StringComparison.Ordinal);
        return star >= 0 ? (star, "'*' stands for nothing else; write out the words, joined by OR")
            : word[^1] is ',' or ';' or '|' ? (word.Length - 1, $"'{word[^1]}' joins nothing; write OR or AND between words")
            : null;
    }

    private FilterNode? Group(int start)
    {
        if (_depth == MostDepth)
        {
            return Fail(start, FormattableString.Invariant($"more than {MostDepth} parentheses stand within each other"));
        }

        _depth++;
        _at++;
        var inner = Any();
        if (inner is null)
        {
            return null;
        }

        if (AtEnd())
        {
            return Fail(start, "a parenthesis is opened and never closed");
        }

        _at++;
        _depth--;
        return inner;
    }

    private FilterNode? Phrase(int start)
    {
        var end = text.AsSpan(start + 1).IndexOfAny('"', '“', '”');
        if (end < 0)
        {
            return Fail(start, "a quote is opened and never closed");
        }

        _at = start + end + 2;
        return Term(start, text.Substring(start + 1, end));
    }

    private FilterNode? Term(int start, string words) =>
        words.Any(char.IsLetterOrDigit) || words.Any(char.IsSurrogate)
            ? FilterNode.Of(new FilterTerm(words))
            : Fail(start, "there is no letter or digit to look for");

    // Up to white space, a parenthesis or a quote.
    private string Word()
    {
        var end = _at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')' or '"' or '“' or '”'))
        {
            end++;
        }

        return text[_at..end];
    }

    private bool Stands(string word) => !AtEnd() && Word().Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Takes(string word)
    {
        if (!Stands(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private bool AtEnd()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return _at == text.Length;
    }

    private FilterNode? Fail(int position, string what)
    {
        _fault ??= new FilterFault(position, what);
        return null;
    }
}
