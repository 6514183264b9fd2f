using System.Text.Json;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Signals;

namespace Tollgate.UnitTests.Tools.Signals;

public sealed class FiredOnlyTests
{
    [Theory]
    [InlineData("""{"domain":"a.example","is_detected":true}""", true)]
    [InlineData("""{"domain":"a.example","spike_detected":true}""", true)]
    [InlineData("""{"content":[],"structuredContent":{"is_detected":true}}""", true)]
    [InlineData("""{"domain":"a.example","is_detected":false}""", false)]
    [InlineData("""{"is_detected":"true"}""", false)]
    [InlineData("""{"content":[],"structuredContent":[{"is_detected":true}]}""", false)]
    public void Answer_OfADetector_HasFiredWhereItSaysSo(string answer, bool hasFired)
    {
        using var said = JsonDocument.Parse(answer);

        FiredOnly.HasFired(ToolAnswer.Ok(json =>
        {
            foreach (var member in said.RootElement.EnumerateObject())
            {
                member.WriteTo(json);
            }
        })).ShouldBe(hasFired);
    }
}
