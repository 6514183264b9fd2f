namespace Tollgate.Calls.Policies;

/// <summary>A name that patterns are compared with.</summary>
internal readonly struct ModelName(string text)
{
    public string Text { get; } = text;

    /// <summary>One bit for each pair of neighbouring characters, many pairs to a bit.</summary>
    public ulong Pairs { get; } = PairsOf(text, '\0');

    /// <summary>The pairs of a text, without those that the character to skip stands in.</summary>
    public static ulong PairsOf(string text, char skip)
    {
        var pairs = 0UL;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i - 1] != skip && text[i] != skip)
            {
                pairs |= 1UL << (((text[i - 1] * 37) + text[i]) & 63);
            }
        }

        return pairs;
    }
}
