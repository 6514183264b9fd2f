using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Rules;

/// <summary>A test tells one story: its name has a subject, a situation and an outcome, and its body asserts something.</summary>
public sealed class StoriesTests
{
    private static readonly string[] Assertions = ["Should", "Assert", "Expect", "Verify"];

    [Fact]
    public void Tests_InThisHouse_AreNamedInThreeParts() => Unnamed(Repository.House).ShouldBeKept("A test is named Subject_Situation_Outcome:");

    [Fact]
    public void Tests_InThisHouse_AssertSomething() => Mute(Repository.House).ShouldBeKept("A test asserts something (calls Should..., Assert..., Expect..., Verify...):");

    [Fact]
    public void Tests_InThisHouse_AreMany() => Repository.House.Tests.SelectMany(Syntax.TestMethods).Count().ShouldBeGreaterThan(50);

    [Fact]
    public void Tests_WithoutSituation_AreNamed() =>
        Unnamed(Sample.House(("tests/Tollgate.ATests/T.cs", "class T { [Fact] public void Door_Opens() { } [Fact] public void Door_WhenPushed_Opens() { } }")))
            .ShouldBe(["tests/Tollgate.ATests/T.cs:1 Door_Opens"]);

    [Fact]
    public void Tests_WithoutAssertion_AreNamed() =>
        Mute(Sample.House(("tests/Tollgate.ATests/T.cs", "class T { [Fact] public void A() { Open(); } [Fact] public void B() => x.ShouldBe(1); [Fact] public void C() => Assert.True(x); [Fact] public void D() => Tell(1); void Tell(int n) => n.ShouldBe(1); void Open() { } }")))
            .ShouldBe(["tests/Tollgate.ATests/T.cs:1 A"]);

    private static IEnumerable<string> Unnamed(House house) =>
        from file in house.Tests
        from method in Syntax.TestMethods(file)
        let parts = method.Identifier.Text.Split('_')
        where parts.Length != 3 || parts.Any(part => part.Length == 0 || !(char.IsAsciiLetterUpper(part[0]) || char.IsAsciiDigit(part[0])))
        select $"{file.Path}:{file.LineOf(method)} {method.Identifier.Text}";

    private static IEnumerable<string> Mute(House house) =>
        from file in house.Tests
        from method in Syntax.TestMethods(file)
        where !Calls(method).Any(call => Asserts(call) || ChecksAProperty(call, file) || IsStoryOfThisFile(call, file))
        select $"{file.Path}:{file.LineOf(method)} {method.Identifier.Text}";

    private static IEnumerable<InvocationExpressionSyntax> Calls(MethodDeclarationSyntax method) =>
        method.DescendantNodes().OfType<InvocationExpressionSyntax>();

    // A story told by several tests with other words: a method of the same file that asserts.
    private static bool IsStoryOfThisFile(InvocationExpressionSyntax call, SourceFile file) =>
        call.Expression is SimpleNameSyntax
        && file.Tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Any(method => method.Identifier.Text == Syntax.CalledName(call) && Calls(method).Any(Asserts));

    private static bool Asserts(InvocationExpressionSyntax call) =>
        Syntax.CalledName(call) is { } name
        && (Assertions.Any(word => name.StartsWith(word, StringComparison.Ordinal))
            || (call.Expression is MemberAccessExpressionSyntax { Expression: SimpleNameSyntax { Identifier.Text: "Assert" or "Should" } }));

    // Of a property-based test: only with a configuration that throws.
    private static bool ChecksAProperty(InvocationExpressionSyntax call, SourceFile file) =>
        Syntax.CalledName(call) is "Check" or "QuickCheckThrowOnFailure"
        && call.Expression.ToString().StartsWith("Prop.", StringComparison.Ordinal)
        && file.Text.Contains("ThrowOnFailure", StringComparison.Ordinal);
}
