using Tollgate.Calls.Admission;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Walk;
using Tollgate.Edge.Gemini;
using Tollgate.Inference.Facts;

namespace Tollgate.EdgeTests.Chat;

public sealed class GeminiSearchTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("gemini-2.5-flash", 1)]
    [InlineData("gemini-3.5-flash", null)]
    public void Search_OfAModelThatAPolicyPutInItsPlace_IsBoundedAsThatModelIsCharged(string? other, int? uses)
    {
        using var buffer = new PooledBuffer(256);
        var json = """{"contents":[{"parts":[{"text":"Hi"}]}],"tools":[{"googleSearch":{}}]}"""u8;
        json.CopyTo(buffer.GetSpan(json.Length));
        buffer.Advance(json.Length);
        using var body = new GeminiCaller("generateContent").Read(new CallAsk(buffer, "gemini-2.5-pro", false), new CallFacts(), out _)!;

        var facts = body.FactsFor(new OutgoingCall("google", other, null), out _)!;

        (facts.HostedToolField, facts.HostedToolUses, facts.Model).ShouldBe(("tools", uses, "gemini-2.5-pro"));
    }
}
