using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Rules;

/// <summary>Nobody blocks a thread on a task, and nobody sleeps. Reading the result of a task known to be complete is no waiting.</summary>
public sealed class WaitingTests
{
    // Places that must block, each with its reason.
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void Sources_InThisHouse_DoNotBlock() =>
        Blocking(Repository.House).Where(breach => !Allowed.ContainsKey(breach.Split(':')[0])).ShouldBeKept("A thread is blocked on a task:");

    [Fact]
    public void Tests_InThisHouse_DoNotSleep() => Sleeping(Repository.House).ShouldBeKept("Wait for what you wait for:");

    [Fact]
    public void Sources_ThatBlock_AreNamed()
    {
        var house = Sample.House(("src/Tollgate.A/Room/Queue.cs", """
            namespace Tollgate.A.Room;
            class Queue
            {
                int One(Task<int> t) => t.Result;
                void Two(Task t) => t.Wait();
                int Three(ValueTask<int> t) => t.GetAwaiter().GetResult();
                int Four(ValueTask<int> t) => t.IsCompletedSuccessfully ? t.Result : 0;
                string Five(Answer a) => a.Result;
            }
            class Answer { public string Result => ""; }
            """));

        Blocking(house).ShouldBe(["src/Tollgate.A/Room/Queue.cs:4 Result", "src/Tollgate.A/Room/Queue.cs:5 Wait", "src/Tollgate.A/Room/Queue.cs:6 GetAwaiter"]);
    }

    [Fact]
    public void Tests_ThatSleep_AreNamed()
    {
        var sleepy = "class T { async Task A() { await Task." + "Delay(5); Thread." + "Sleep(5); } }";

        Sleeping(Sample.House(("tests/Tollgate.ATests/T.cs", sleepy))).Count().ShouldBe(2);
    }

    private static IEnumerable<string> Blocking(House house)
    {
        foreach (var file in house.Sources)
        {
            var model = house.ModelOf(file);
            foreach (var access in file.Tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            {
                var name = access.Name.Identifier.Text;
                if (name is "Result" or "Wait" or "GetAwaiter" && IsOfTask(model.GetSymbolInfo(access.Name).Symbol) && !KnowsItIsDone(access)
                    && (name != "GetAwaiter" || access.Parent?.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "GetResult" }))
                {
                    yield return $"{file.Path}:{file.LineOf(access)} {name}";
                }
            }
        }
    }

    private static bool IsOfTask(ISymbol? symbol) => symbol?.ContainingType.Name is "Task" or "ValueTask";

    private static bool KnowsItIsDone(SyntaxNode node) =>
        node.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<SimpleNameSyntax>()
            .Any(name => name.Identifier.Text is "IsCompletedSuccessfully" or "IsCompleted") == true;

    private static IEnumerable<string> Sleeping(House house) =>
        from file in house.Tests.Concat(house.Sources)
        from access in file.Tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        let called = access.ToString()
        where called is "Thread.Sleep" || (called is "Task.Delay" && file.Path.StartsWith("tests/", StringComparison.Ordinal))
        select $"{file.Path}:{file.LineOf(access)} {called}";
}
