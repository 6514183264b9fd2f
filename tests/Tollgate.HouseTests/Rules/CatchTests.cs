using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Rules;

/// <summary>Bugs are exceptions and nobody swallows them, but in the places named here. A filter that names types makes a catch narrow;
/// one that tidies up and ends with <c>throw;</c> swallows nothing.</summary>
public sealed class CatchTests
{
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["src/Tollgate.Doors/Contract/RequestFrame.cs"] = "the outermost catch: a defect ends its request as INTERNAL_ERROR and nothing else",
        ["src/Tollgate.Tools/Signals/DetectSignal.cs"] = "one of many detectors: a defect ends it, is logged, and what the others found and were paid for is answered",
        ["src/Tollgate.Payments/TopUps/Tills.cs"] = "a wallet's round of the sweeper: a defect ends it, is logged, and all other wallets are looked after",
    };

    [Fact]
    public void Catches_InThisHouse_NameWhatTheyCatch() => Wide(Repository.House).Where(breach => !Allowed.ContainsKey(breach.Split(':')[0]))
        .ShouldBeKept("catch (Exception) outside of the places named in CatchTests:");

    [Fact]
    public void Catches_ThatAreAllowed_AreStillThere() =>
        Allowed.Keys.Except(Wide(Repository.House).Select(breach => breach.Split(':')[0]), StringComparer.Ordinal).ShouldBeKept("No longer needed in the list of CatchTests:");

    [Fact]
    public void Catches_OfEverything_AreNamed()
    {
        var house = Sample.House(("src/Tollgate.A/Room/Net.cs", """
            namespace Tollgate.A.Room;
            class Net
            {
                void Fish()
                {
                    try { } catch (Exception) { }
                    try { } catch { }
                    try { } catch (IOException) { }
                    try { } catch (Exception e) when (e is IOException or TimeoutException) { }
                    try { } catch (Exception e) when (e.Message.Length > 3) { }
                    try { } catch { GC.Collect(); throw; }
                }
            }
            """));

        Wide(house).ShouldBe(["src/Tollgate.A/Room/Net.cs:6", "src/Tollgate.A/Room/Net.cs:7", "src/Tollgate.A/Room/Net.cs:10"]);
    }

    private static IEnumerable<string> Wide(House house)
    {
        foreach (var file in house.Sources)
        {
            foreach (var clause in file.Tree.GetRoot().DescendantNodes().OfType<CatchClauseSyntax>())
            {
                var narrow = clause.Filter?.DescendantNodes().OfType<IsPatternExpressionSyntax>().Any() == true
                    || clause.Filter?.DescendantNodes().OfType<BinaryExpressionSyntax>().Any(test => test.OperatorToken.Text == "is") == true;
                var passesOn = clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax { Expression: null };
                if (!narrow && !passesOn && clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception")
                {
                    yield return $"{file.Path}:{file.LineOf(clause)}";
                }
            }
        }
    }
}
