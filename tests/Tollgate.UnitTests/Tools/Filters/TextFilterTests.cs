using FsCheck;
using FsCheck.Fluent;
using Tollgate.Tools.Filters;

namespace Tollgate.UnitTests.Tools.Filters;

public sealed class TextFilterTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Theory]
    [InlineData("CEO", "Founder & CEO", true)]
    [InlineData("ceo", "Founder & CEO", true)]
    [InlineData("CTO", "Director of Sales", false)]
    [InlineData("intern", "International Sales", false)]
    [InlineData("(CEO OR CTO OR Founder) NOT intern", "CTO", true)]
    [InlineData("(CEO OR CTO OR Founder) NOT intern", "Intern to the CTO", false)]
    [InlineData("(ceo or cto) not intern", "CEO", true)]
    [InlineData("VP AND (Sales OR Marketing)", "VP, Marketing", true)]
    [InlineData("VP Sales", "Sales, VP", true)]
    [InlineData("\"VP Sales\"", "Sales, VP", false)]
    [InlineData("\"VP  of  Sales\"", "Senior vp of\tsales", true)]
    [InlineData("“vice president”", "Vice President", true)]
    [InlineData("CEO OR VP AND Sales", "CEO", true)]
    [InlineData("NOT NOT CEO", "CEO", true)]
    [InlineData("NOT (CEO OR CTO)", "CFO", true)]
    [InlineData("CEO NOT intern OR CTO", "CTO intern", true)]
    [InlineData("C++", "C++ Engineer", true)]
    [InlineData("C#", "Engineer (C#)", true)]
    [InlineData(".NET", "Senior .NET engineer", true)]
    [InlineData("R&D", "Head of R&D", true)]
    [InlineData("\"and\"", "Research and Development", true)]
    [InlineData("營業", "國際營業經理", true)]
    [InlineData("CEO", "", false)]
    public void Filter_OfATitle_FindsWholeWords(string filter, string title, bool found) => TextFilter.Parse(filter).Matches(title).ShouldBe(found);

    [Theory]
    [InlineData("", 0, "it is empty")]
    [InlineData("   ", 3, "it is empty")]
    [InlineData("(CEO OR CTO", 0, "a parenthesis is opened and never closed")]
    [InlineData("CEO OR CTO)", 10, "a parenthesis is closed that was not opened")]
    [InlineData("()", 1, "a parenthesis is closed where a word is expected")]
    [InlineData("CEO OR", 6, "it ends where a word is expected")]
    [InlineData("CEO NOT", 7, "it ends where a word is expected")]
    [InlineData("OR CEO", 0, "OR stands where a word is expected; in quotes it would be one")]
    [InlineData("CEO AND OR CTO", 8, "OR stands where a word is expected; in quotes it would be one")]
    [InlineData("CEO \"vice president", 4, "a quote is opened and never closed")]
    [InlineData("CEO \"\"", 4, "there is no letter or digit to look for")]
    [InlineData("CEO & CTO", 4, "there is no letter or digit to look for")]
    [InlineData("CEO, CTO", 3, "',' joins nothing; write OR or AND between words")]
    [InlineData("CEO -intern", 4, "'-' is no operator; write NOT or AND")]
    [InlineData("sale* rep", 4, "'*' stands for nothing else; write out the words, joined by OR")]
    public void Text_ThatIsNoFilter_IsRefusedWithItsPlace(string text, int position, string what)
    {
        TextFilter.TryParse(text, out var filter, out var fault).ShouldBeFalse();

        filter.ShouldBeNull();
        fault.ShouldBe(new FilterFault(position, what));
    }

    [Theory]
    [InlineData('(', "more than 32 parentheses stand within each other", 32)]
    [InlineData('a', null, 0)]
    public void Text_AsLongAsItMayBe_IsReadOrRefusedWithoutGoingDeep(char filled, string? what, int position)
    {
        TextFilter.TryParse(new string(filled, FilterParser.MostLength), out _, out var fault).ShouldBe(what is null);
        fault.What.ShouldBe(what);
        fault.Position.ShouldBe(position);
        TextFilter.TryParse(new string(filled, FilterParser.MostLength + 1), out _, out fault).ShouldBeFalse();
        fault.Position.ShouldBe(FilterParser.MostLength);
    }

    [Fact]
    public void Filter_OfAnyShape_MeansWhatItsOperatorsMean() => Prop.ForAll(Shapes.ToArbitrary(), shape =>
    {
        var filter = TextFilter.Parse(shape.Written);
        var again = TextFilter.Parse(filter.ToString());
        return Titles.All(title => filter.Matches(title.Text) == shape.Means(title.Words) && again.Matches(title.Text) == filter.Matches(title.Text));
    }).Check(Many);

    [Fact]
    public void Text_OfAnyKind_IsReadOrRefusedWithAPlaceWithin() => Prop.ForAll(Noise.ToArbitrary(), text =>
        TextFilter.TryParse(text, out var filter, out var fault)
            ? TextFilter.Parse(filter.ToString()).ToString() == filter.ToString()
            : fault.Position >= 0 && fault.Position <= text.Length && fault.What.Length > 0).Check(Many);

    private sealed record Shape(string Written, Func<string[], bool> Means);

    private static readonly string[] Words = ["alpha", "beta", "gamma"];

    private static readonly (string Text, string[] Words)[] Titles =
    [
        ("", []), ("Alpha", ["alpha"]), ("beta!", ["beta"]), ("alphabet", []), ("GAMMA, alpha", ["gamma", "alpha"]), ("gamma-beta", ["gamma", "beta"]),
        ("alpha beta gamma", ["alpha", "beta", "gamma"]),
    ];

    private static Gen<Shape> Shapes => Gen.Sized(size => Of(Math.Min(size, 6)));

    private static Gen<Shape> Of(int depth)
    {
        var term = from word in Gen.Elements(Words)
                   from quoted in Gen.Elements(true, false)
                   select new Shape(quoted ? $"\"{word.ToUpperInvariant()}\"" : word, words => words.Contains(word));
        if (depth == 0)
        {
            return term;
        }

        var pair = from left in Of(depth / 2)
                   from right in Of(depth / 2)
                   from joint in Gen.Elements(" AND ", " ", " or ", " OR ")
                   let any = joint.Contains("or", StringComparison.OrdinalIgnoreCase)
                   select new Shape(
                       $"({left.Written}){joint}( {right.Written} )",
                       words => any ? left.Means(words) || right.Means(words) : left.Means(words) && right.Means(words));
        var not = from inner in Of(depth - 1) select new Shape($"not({inner.Written})", words => !inner.Means(words));
        return Gen.OneOf(term, pair, pair, not);
    }

    private static Gen<string> Noise =>
        from parts in Gen.ListOf(Gen.Elements("(", ")", "\"", " ", "AND", "or", "NOT", "a", "bé", "“", "\ud800", "\t", ",", "😀", "-", "*"))
        select string.Concat(parts);
}
