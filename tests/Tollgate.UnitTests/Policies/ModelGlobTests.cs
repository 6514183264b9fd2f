using FsCheck;
using FsCheck.Fluent;
using Tollgate.Calls.Policies;

namespace Tollgate.UnitTests.Policies;

public sealed class ModelGlobTests
{
    private static readonly Gen<string> Names = Gen.Choose(0, 8).SelectMany(n => Gen.Elements('a', 'b', '/').ArrayOf(n)).Select(c => new string(c));

    private static readonly Gen<string> Patterns =
        Gen.Choose(1, 8).SelectMany(n => Gen.Elements('a', 'b', '/', '*', '*', '?').ArrayOf(n)).Select(c => new string(c));

    [Theory]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "gpt-4o-mini", false)]
    [InlineData("gpt-4o", "GPT-4o", false)]
    [InlineData("gpt-4o*", "gpt-4o", true)]
    [InlineData("gpt-4o*", "gpt-4o-mini", true)]
    [InlineData("*-mini", "gpt-4o-mini", true)]
    [InlineData("*-mini", "gpt-4o-mini-2", false)]
    [InlineData("gpt-?o", "gpt-4o", true)]
    [InlineData("gpt-?o", "gpt-o", false)]
    [InlineData("*o*m*", "gpt-4o-mini", true)]
    [InlineData("*", "anything", true)]
    [InlineData("?", "", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a]", "a", false)]
    public void Pattern_AndName_MatchAsAGlob(string pattern, string name, bool matches) =>
        Matches(pattern, name).ShouldBe(matches);

    [Fact]
    public void Pattern_Any_MatchesWhatTheSlowWayMatches() =>
        Prop.ForAll(
            Patterns.ToArbitrary(), Names.ToArbitrary(),
            (pattern, name) => Matches(pattern, name) == Slow(pattern, name)).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static bool Matches(string pattern, string name) => new ModelGlob(pattern).Matches(new ModelName(name));

    private static bool Slow(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty)
        {
            return name.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return Slow(pattern[1..], name) || (!name.IsEmpty && Slow(pattern, name[1..]));
        }

        return !name.IsEmpty && (pattern[0] == '?' || pattern[0] == name[0]) && Slow(pattern[1..], name[1..]);
    }
}
