using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Tollgate.Tools.Names;

/// <summary>Names as they are typed without the letters of their language: "Łucja Søren-Müller" becomes "lucja soren-muller". Our own table,
/// since the runtime is built without the world's alphabets.</summary>
internal static class PlainLetters
{
    private static readonly FrozenDictionary<char, string> Table = Build(
    [
        ("a", "àáâãäåāăąǎǟạảấầẩẫậắằẳẵặ"), ("b", "ḃƀ"), ("c", "çćĉċč"), ("d", "ďđḍð"), ("e", "èéêëēĕėęěẹẻẽếềểễệ"), ("f", "ḟ"), ("g", "ĝğġģǧ"),
        ("h", "ĥħḥ"), ("i", "ìíîïĩīĭįıİǐỉị"), ("j", "ĵǰ"), ("k", "ķǩ"), ("l", "ĺļľŀł"), ("m", "ṁ"), ("n", "ñńņňŉŋǹ"),
        ("o", "òóôõöøōŏőơǒǫọỏốồổỗộớờởỡợ"), ("p", "ṗ"), ("r", "ŕŗř"), ("s", "śŝşšșṣ"), ("t", "ţťŧțṭ"), ("u", "ùúûüũūŭůűųưǔụủứừửữự"), ("w", "ŵẁẃẅ"),
        ("y", "ýÿŷỳỵỷỹ"), ("z", "źżžẓ"), ("ae", "æǽ"), ("oe", "œ"), ("ss", "ß"), ("th", "þ"),
    ]);

    private static readonly FrozenDictionary<char, string> Pairs = Build([("ae", "äæ"), ("oe", "öøœ"), ("ue", "ü"), ("aa", "å"), ("ss", "ß")]);

    /// <summary>Small letters, each accented one as the plain one below it. What has no plain letter stays.</summary>
    public static string Fold(string text) => Fold(text, Table, Table);

    /// <summary>The same, but as some languages type their letters in two: "Müller" becomes "mueller".</summary>
    public static string FoldToPairs(string text) => Fold(text, Pairs, Table);

    private static string Fold(string text, FrozenDictionary<char, string> first, FrozenDictionary<char, string> second)
    {
        var plain = new StringBuilder(text.Length + 4);
        foreach (var letter in text.ToLowerInvariant())
        {
            if (first.TryGetValue(letter, out var known) || second.TryGetValue(letter, out known))
            {
                plain.Append(known);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(letter);
            }
        }

        return plain.ToString();
    }

    private static FrozenDictionary<char, string> Build(ReadOnlySpan<(string Plain, string Letters)> rows)
    {
        var table = new Dictionary<char, string>();
        foreach (var (plain, letters) in rows)
        {
            foreach (var letter in letters)
            {
                table.Add(letter, plain);
            }
        }

        return table.ToFrozenDictionary();
    }
}
