namespace Tollgate.HouseTests.Reading;

public sealed class GeneratedPartTests
{
    private const string Page = "before\n<!-- list -->\nold\n<!-- /list -->\nafter\n";

    [Fact]
    public void Part_OnThePage_IsRead() => GeneratedPart.Read(Page, "list").ShouldBe("old\n");

    [Fact]
    public void Part_NotOnThePage_IsNull() => GeneratedPart.Read(Page, "table").ShouldBeNull();

    [Fact]
    public void Part_Replaced_LeavesTheRest() =>
        GeneratedPart.Replace(Page, "list", "new\n").ShouldBe("before\n<!-- list -->\nnew\n<!-- /list -->\nafter\n");
}
