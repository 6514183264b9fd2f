using Tollgate.Inference.Facts;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Translation;

/// <summary>In which dialect whose request goes where.</summary>
public sealed class ChatDialectTests
{
    private static readonly Dictionary<string, ChatDialect> ByName = new(StringComparer.Ordinal)
    {
        ["chat"] = ChatDialect.OpenAi, ["messages"] = ChatDialect.Anthropic, ["responses"] = ChatDialect.Responses, ["gemini"] = ChatDialect.Gemini,
    };

    [Theory]
    [InlineData("openai", "chat", null, "chat")]
    [InlineData("openai", "chat", "chat.completions responses", "chat")]
    [InlineData("openai", "chat", "responses", "responses")]
    [InlineData("openai", "messages", "responses", "responses")]
    [InlineData("openai", "gemini", "chat.completions responses", "chat")]
    [InlineData("openai", "responses", null, "responses")]
    [InlineData("openai", "responses", "chat.completions responses", "responses")]
    [InlineData("openai", "responses", "chat.completions", "chat")]
    [InlineData("openai_compatible", "responses", null, "chat")]
    [InlineData("azure", "responses", null, "chat")]
    [InlineData("practice", "responses", null, "chat")]
    [InlineData("anthropic", "responses", "messages", "messages")]
    [InlineData("anthropic", "messages", "messages", "messages")]
    [InlineData("google", "responses", "generateContent", "gemini")]
    [InlineData("google", "gemini", null, "gemini")]
    public void Request_OfACaller_GoesInTheDialectThatIsTakenThere(string kind, string caller, string? endpoints, string spoken) =>
        ChatDialect.Of(kind, ByName[caller], endpoints?.Split(' ')).ShouldBeSameAs(ByName[spoken]);

    [Fact]
    public void Api_OfADialect_IsChatButForResponses() =>
        ByName.Values.Where(dialect => dialect.Api != ModelApi.Chat).ShouldBe([ChatDialect.Responses]);
}
