using Tollgate.Tools.Names;

namespace Tollgate.UnitTests.Tools.Names;

public sealed class PlainLettersTests
{
    [Theory]
    [InlineData("Łucja Søren-Müller", "lucja soren-muller", "lucja soeren-mueller")]
    [InlineData("Björn Åkesvärd", "bjorn akesvard", "bjoern aakesvaerd")]
    [InlineData("Zoë O'Marrow", "zoe o'marrow", "zoe o'marrow")]
    [InlineData("Nguyễn Thị Ánh", "nguyen thi anh", "nguyen thi anh")]
    [InlineData("e\u0301lan", "elan", "elan")]
    [InlineData("STRAßE", "strasse", "strasse")]
    [InlineData("İbrahim Işık", "ibrahim isik", "ibrahim isik")]
    [InlineData("Иван", "иван", "иван")]
    public void Text_OfAnyAlphabet_IsFoldedWhereThereIsAPlainLetter(string text, string plain, string pairs)
    {
        PlainLetters.Fold(text).ShouldBe(plain);
        PlainLetters.FoldToPairs(text).ShouldBe(pairs);
    }
}
