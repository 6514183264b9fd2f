using System.Text;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Gemini;

public sealed class ChatRequestReaderTests
{
    private const string Hello = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"h\\u00e9llo\"}]}]";

    [Fact]
    public void Read_PlainRequest_CountsItsText()
    {
        var facts = Read("{" + Hello + ",\"systemInstruction\":{\"parts\":[{\"text\":\"abc\"}]},\"safetySettings\":[{\"category\":\"x\"}],\"generationConfig\":{\"maxOutputTokens\":7,\"candidateCount\":2,\"temperature\":0.5,\"thinkingConfig\":{\"thinkingBudget\":99,\"includeThoughts\":true}},\"serviceTier\":\"flex\"}", stream: true);

        (facts.TextBytes, facts.Messages, facts.Tools, facts.Uncountable).ShouldBe((9, 1, 0, false));
        (facts.MaxOutputTokens, facts.Choices, facts.ThinkingBudget, facts.ServiceTier).ShouldBe((7, 2, 99, "flex"));
        (facts.Model, facts.Stream, facts.UsageAsked).ShouldBe(("gemini-2.5-flash", true, true));
    }

    [Fact]
    public void Read_EitherSpelling_IsTheSame()
    {
        var facts = Read("{" + Hello + ",\"generation_config\":{\"max_output_tokens\":7,\"candidate_count\":3,\"thinking_config\":{\"thinking_budget\":5}},\"service_tier\":\"PRIORITY\",\"system_instruction\":{\"parts\":{\"text\":\"ab\"}}}");

        (facts.MaxOutputTokens, facts.Choices, facts.ThinkingBudget, facts.ServiceTier, facts.TextBytes).ShouldBe((7, 3, 5, "priority", 8));
    }

    [Theory]
    [InlineData("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}", false)]
    [InlineData("{\"inline_data\":{\"mime_type\":\"application/pdf\",\"data\":\"AAAA\"}}", false)]
    [InlineData("{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"AAAA\"}}", true)]
    [InlineData("{\"fileData\":{\"fileUri\":\"https://x/v\"}}", true)]
    [InlineData("{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"https://x/v\"}}", true)]
    [InlineData("{\"inlineData\":{\"mimeType\":\"image/png\",\"mimeType\":\"audio/wav\",\"data\":\"AAAA\"}}", true)]
    [InlineData("{\"inlineData\":{\"mime_type\":\"audio/wav\",\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}", true)]
    [InlineData("{\"functionResponse\":{\"name\":\"f\",\"response\":{},\"parts\":[{\"inlineData\":{}}]}}", true)]
    [InlineData("{\"newThing\":{}}", false)]
    [InlineData("7", false)]
    public void Read_PartOfUnknownSize_IsUncountable(string part, bool audio)
    {
        var facts = Read("{\"contents\":[{\"parts\":[" + part + "]}]}");

        (facts.Uncountable, facts.AudioInput).ShouldBe((true, audio));
    }

    [Theory]
    [InlineData("{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}}}", 27)]
    [InlineData("{\"functionResponse\":{\"name\":\"f\",\"response\":{\"a\":1}}}", 31)]
    [InlineData("{\"text\":\"ab\",\"thought\":true,\"thoughtSignature\":\"c2ln\"}", 8)]
    public void Read_PartOfACall_CountsAsWritten(string part, long bytes)
    {
        var facts = Read("{\"contents\":[{\"parts\":[" + part + "]}]}");

        (facts.Uncountable, facts.TextBytes).ShouldBe((false, bytes));
    }

    [Fact]
    public void Read_OwnTools_CountAsPrompt()
    {
        const string Tools = "[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"}]},{\"function_declarations\":[{\"name\":\"h\"}]}]";
        var facts = Read("{" + Hello + ",\"tools\":" + Tools + "}");

        (facts.Tools, facts.HostedToolField, facts.TextBytes).ShouldBe((3, null, 6 + Tools.Length + ToolsReader.BytesOfPrompt));
    }

    [Theory]
    [InlineData("{\"googleSearch\":{}}", "gemini-2.5-flash", 1)]
    [InlineData("{\"google_search\":{}}", "models/gemini-2.5-pro", 1)]
    [InlineData("{\"googleSearch\":{}}", "gemini-3.5-flash", null)]
    [InlineData("{\"codeExecution\":{}}", "gemini-2.5-flash", null)]
    [InlineData("{\"urlContext\":{}}", "gemini-2.5-flash", null)]
    public void Read_ToolOfTheProvider_IsNamedWithItsUses(string tool, string model, int? uses)
    {
        var facts = Read("{" + Hello + ",\"tools\":[" + tool + "]}", model: model);

        (facts.HostedToolField, facts.HostedToolUses, facts.Uncountable).ShouldBe(("tools", uses, true));
    }

    [Theory]
    [InlineData("", "contents")]
    [InlineData("\"contents\":[]", "contents")]
    [InlineData("\"contents\":\"hi\"", "contents")]
    [InlineData(Hello + ",\"contents\":[]", "contents")]
    [InlineData(Hello + ",\"tools\":[{\"googleMaps\":{}}]", "tools")]
    [InlineData(Hello + ",\"tools\":[{\"newThing\":{}}]", "tools")]
    [InlineData(Hello + ",\"tools\":{}", "tools")]
    [InlineData(Hello + ",\"cachedContent\":\"cachedContents/x\"", "cachedContent")]
    [InlineData(Hello + ",\"cached_content\":\"cachedContents/x\"", "cached_content")]
    [InlineData(Hello + ",\"generationConfig\":7", "generationConfig")]
    [InlineData(Hello + ",\"generationConfig\":{},\"generation_config\":{}", "generation_config")]
    [InlineData(Hello + ",\"GenerationConfig\":{}", "GenerationConfig")]
    [InlineData(Hello + ",\"generationconfig\":{}", "generationconfig")]
    [InlineData(Hello + ",\"generationConfig\":{\"maxOutputTokens\":1,\"max_output_tokens\":9}", "max_output_tokens")]
    [InlineData(Hello + ",\"generationConfig\":{\"MaxOutputTokens\":1}", "MaxOutputTokens")]
    [InlineData(Hello + ",\"generationConfig\":{\"maxOutputTokens\":\"9\"}", "generationConfig.maxOutputTokens")]
    [InlineData(Hello + ",\"generationConfig\":{\"maxOutputTokens\":0}", "generationConfig.maxOutputTokens")]
    [InlineData(Hello + ",\"generationConfig\":{\"candidateCount\":0}", "generationConfig.candidateCount")]
    [InlineData(Hello + ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":-2}}", "generationConfig.thinkingConfig.thinkingBudget")]
    [InlineData(Hello + ",\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]}", "generationConfig.responseModalities")]
    [InlineData(Hello + ",\"generationConfig\":{\"routingConfig\":{}}", "routingConfig")]
    [InlineData(Hello + ",\"generateContentRequest\":{}", "generateContentRequest")]
    [InlineData(Hello + ",\"metadata\":7", "metadata")]
    [InlineData(Hello + ",\"metadata\":{\"project\":7}", "metadata.project")]
    [InlineData(Hello + ",\"serviceTier\":7", "serviceTier")]
    [InlineData(Hello + ",\"model\":7", "model")]
    public void Read_RequestThatCannotBeBounded_IsRefusedByName(string members, string param) => Fault("{" + members + "}").Param.ShouldBe(param);

    [Theory]
    [InlineData("7")]
    [InlineData("{\"contents\":")]
    [InlineData("{\"contents\":[{\"parts\":[{\"\\ud800\":1}]}]}")]
    public void Read_NoJsonObject_IsRefused(string body) => Fault(body).Param.ShouldBeNull();

    [Fact]
    public void Read_Metadata_IsTheGateways()
    {
        var facts = Read("{" + Hello + ",\"metadata\":{\"workflow_tag\":\"w\",\"team\":\"t\",\"provider\":\"google\"}}");

        (facts.Metadata!.WorkflowTag, facts.Metadata.Provider, facts.Metadata.Tags!.Single()).ShouldBe(("w", "google", new("team", "t")));
    }

    [Fact]
    public void Read_CountOfAnotherRequest_IsAsLongAsItIs()
    {
        const string Inner = "{\"model\":\"models/m\",\"contents\":[]}";
        var facts = new CallFacts();
        var edits = default(ChatRequestEdits);

        ChatRequestReader.TryRead(Encoding.UTF8.GetBytes("{\"generateContentRequest\":" + Inner + "}"), facts, ref edits, out _, countOnly: true).ShouldBeTrue();
        facts.TextBytes.ShouldBe(Inner.Length);
    }

    [Theory]
    [InlineData("AUDIO", true)]
    [InlineData("TEXT", false)]
    public void Read_Modalities_TellWhetherSoundComes(string word, bool audio) =>
        Read("{" + Hello + ",\"generationConfig\":{\"responseModalities\":[\"" + word + "\"]}}").AudioOutput.ShouldBe(audio);

    [Fact]
    public void Read_SchemaAndUnknownFields_CountAsPrompt()
    {
        Read("{" + Hello + ",\"generationConfig\":{\"responseSchema\":{\"type\":\"STRING\"}}}").TextBytes.ShouldBe(6 + 17 + ChatRequestReader.BytesOfForm);
        Read("{" + Hello + ",\"newField\":[1,2]}").TextBytes.ShouldBe(6 + 5);
        Read("{" + Hello + ",\"generationConfig\":{\"newField\":[1,2]}}").TextBytes.ShouldBe(6 + 5);
    }

    private static CallFacts Read(string body, bool stream = false, string model = "gemini-2.5-flash")
    {
        var facts = new CallFacts { Model = model, Stream = stream };
        var edits = default(ChatRequestEdits);
        ChatRequestReader.TryRead(Encoding.UTF8.GetBytes(body), facts, ref edits, out var fault).ShouldBeTrue(fault.ToString());
        return facts;
    }

    private static DialectFault Fault(string body)
    {
        var edits = default(ChatRequestEdits);
        ChatRequestReader.TryRead(Encoding.UTF8.GetBytes(body), new CallFacts(), ref edits, out var fault).ShouldBeFalse(body);
        fault.Message.ShouldNotBeNullOrEmpty();
        return fault;
    }
}
