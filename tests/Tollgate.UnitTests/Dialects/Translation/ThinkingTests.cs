using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class ThinkingTests
{
    private const string Question = "\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]";

    [Theory]
    [InlineData("claude-sonnet-4-5", "low", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}")]
    [InlineData("claude-sonnet-4-5-20250929", "medium", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}")]
    [InlineData("claude-haiku-4-5", "high", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}")]
    [InlineData("claude-3-7-sonnet-20250219", "xhigh", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8192}")]
    [InlineData("claude-sonnet-4-6", "minimal", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}")]
    [InlineData("claude-sonnet-4-6", "xhigh", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}")]
    [InlineData("claude-opus-4-8", "xhigh", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"xhigh\"}")]
    [InlineData("claude-opus-5", "medium", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"medium\"}")]
    [InlineData("claude-opus-5", "none", "\"thinking\":{\"type\":\"disabled\"}")]
    [InlineData("claude-sonnet-5-5", "none", "\"output_config\":{\"effort\":\"low\"}")]
    [InlineData("claude-fable-5", "none", "\"output_config\":{\"effort\":\"low\"}")]
    [InlineData("some-deployment", "high", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}")]
    public void Effort_ByModel_BecomesBudgetOrEffort(string model, string effort, string expected) =>
        Write("{\"model\":\"x\"," + Question + ",\"reasoning_effort\":\"" + effort + "\"}", model)
            .ShouldBe(("{\"model\":\"" + model + "\",\"max_tokens\":64000," + Question + "," + expected + "}", effort == "none" && model != "claude-opus-5" ? "changed:reasoning_effort" : ""));

    [Fact]
    public void Effort_NoneOfAModelThatDoesNotThinkUnasked_SaysNothing() =>
        Write("{\"model\":\"x\"," + Question + ",\"reasoning_effort\":\"none\"}", "claude-sonnet-4-5")
            .ShouldBe(("{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":64000," + Question + "}", ""));

    [Theory]
    [InlineData(3000, ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2999}", "")]
    [InlineData(1025, ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", "")]
    [InlineData(1024, "", "dropped:reasoning_effort")]
    public void Effort_SmallOutput_KeepsTheBudgetBelowIt(int most, string thinking, string warnings) =>
        Write("{\"model\":\"x\",\"max_tokens\":" + most + "," + Question + ",\"reasoning_effort\":\"high\"}", "claude-sonnet-4-5")
            .ShouldBe(("{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":" + most + "," + Question + thinking + "}", warnings));

    [Fact]
    public void Effort_WhereAToolMustBeCalled_IsDropped()
    {
        var (text, warnings) = Write(
            "{\"model\":\"x\"," + Question + ",\"reasoning_effort\":\"high\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"required\"}",
            "claude-sonnet-4-6");

        text.ShouldNotContain("thinking");
        warnings.ShouldBe("dropped:reasoning_effort");
    }

    [Fact]
    public void Effort_InATurnWhoseCallsCameWithoutThought_IsDroppedWhereThatIsRefused()
    {
        const string Body = """{"model":"x","messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}],"reasoning_effort":"low"}""";

        Write(Body, "claude-sonnet-4-5").Warnings.ShouldBe("dropped:reasoning_effort");
        Write(Body, "claude-opus-5").Warnings.ShouldBe("");
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "\"temperature\":0.5", ",\"temperature\":0.5", "")]
    [InlineData("claude-sonnet-4-5", "\"temperature\":1.5", ",\"temperature\":1", "changed:temperature")]
    [InlineData("claude-sonnet-4-5", "\"temperature\":0.5,\"top_p\":0.9,\"top_k\":5", ",\"temperature\":0.5,\"top_k\":5", "dropped:top_p")]
    [InlineData("claude-3-haiku-20240307", "\"temperature\":0.5,\"top_p\":0.9", ",\"temperature\":0.5,\"top_p\":0.9", "")]
    [InlineData("claude-opus-5", "\"temperature\":0.5,\"top_p\":0.9,\"top_k\":5", "", "dropped:temperature dropped:top_p dropped:top_k")]
    [InlineData("claude-sonnet-4-5", "\"reasoning_effort\":\"low\",\"temperature\":0", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", "dropped:temperature")]
    public void Sampling_ByModel_IsCarriedOrDropped(string model, string fields, string expected, string warnings) =>
        Write("{\"model\":\"x\"," + Question + "," + fields + "}", model)
            .ShouldBe(("{\"model\":\"" + model + "\",\"max_tokens\":64000," + Question + expected + "}", warnings));

    private static (string Text, string Warnings) Write(string body, string model) => Wire.Request(
        body, ChatDialects.OpenAi, ChatDialects.Anthropic, new ShapeTarget { ProviderKind = "anthropic", Model = model, ModelMaxOutputTokens = 64_000 });
}
