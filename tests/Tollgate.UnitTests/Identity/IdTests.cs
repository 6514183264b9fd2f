using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Identity;

namespace Tollgate.UnitTests.Identity;

public sealed class IdTests
{
    [Fact]
    public void ToString_AnyId_ParsesBackTheSame() =>
        Prop.ForAll(
            Base62Tests.Numbers.ToArbitrary(),
            number => Id<WorkspaceKind>.TryParse(new Id<WorkspaceKind>(number).ToString(), out var id) && id.Value == number)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void ToString_Kinds_HaveTheirPrefixes()
    {
        new Id<WorkspaceKind>(1).ToString().ShouldBe("ws_0000000000000000000001");
        new Id<ProjectKind>(1).ToString().ShouldStartWith("prj_");
        new Id<KeyKind>(1).ToString().ShouldStartWith("key_");
        new Id<RequestKind>(1).ToString().ShouldStartWith("req_");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ws_")]
    [InlineData("0000000000000000000001")]
    [InlineData("prj_0000000000000000000001")]
    [InlineData("WS_0000000000000000000001")]
    [InlineData("ws_000000000000000000001")]
    [InlineData("ws_00000000000000000000001")]
    [InlineData("ws_000000000000000000000!")]
    [InlineData("ws_zzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData(" ws_0000000000000000000001")]
    public void TryParse_AnythingElse_IsRefused(string text) => Id<WorkspaceKind>.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Comparison_ById_IsByValue()
    {
        var (small, large) = (new Id<KeyKind>(1), new Id<KeyKind>(UInt128.MaxValue));

        (small < large && large > small && small <= large && large >= small).ShouldBeTrue();
        small.CompareTo(large).ShouldBeLessThan(0);
        string.CompareOrdinal(small.ToString(), large.ToString()).ShouldBeLessThan(0);
    }
}
