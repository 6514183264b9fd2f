using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ChatRequestWriterTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\"}]";

    private static readonly string[] OurKeys = ["workflow_tag", "step", "execution_id", "project", "provider", "source"];

    [Theory]
    [InlineData("{ \"model\" : \"a\" , " + Messages + " }", "b", "{ \"model\" : \"b\" , " + Messages + " }")]
    [InlineData("{" + Messages + ",\"model\":\"a\\/b\"}", "x\"y", "{" + Messages + ",\"model\":\"x\\\"y\"}")]
    public void Write_OtherModel_ReplacesItsValueOnly(string body, string model, string expected) =>
        Edit(body, model, askUsage: false).ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\"," + Messages + "}", "")]
    [InlineData("{\"model\":\"m\"," + Messages + "}", "m")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"b\"}}", "m")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{}}", "m")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":null}", "m")]
    public void NeedsEdit_NothingToChange_IsFalse(string body, string model)
    {
        var (bytes, edits) = Read(body);

        ChatRequestWriter.NeedsEdit(bytes, edits, new ChatRewrite(Encoding.UTF8.GetBytes(model), "openai", stream: false)).ShouldBeFalse();
        Edit(body, model, askUsage: false).ShouldBe(body);
    }

    [Theory]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"project\":\"p\"}}", "{\"model\":\"m\"," + Messages + "}")]
    [InlineData("{ \"metadata\" : {\"project\":\"p\"} , \"model\":\"m\"," + Messages + "}", "{ \"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"model\":\"m\" , \"metadata\": { \"step\" : \"s\" } ," + Messages + "}", "{\"model\":\"m\" ," + Messages + "}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"1\",\"step\":\"s\",\"b\":\"2\"}}", "{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"1\",\"b\":\"2\"}}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{ \"step\":\"s\" , \"b\":\"2\" }}", "{\"model\":\"m\"," + Messages + ",\"metadata\":{ \"b\":\"2\" }}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{ \"b\":\"2\" , \"step\":\"s\" }}", "{\"model\":\"m\"," + Messages + ",\"metadata\":{ \"b\":\"2\" }}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"source\":\"s\",\"a\":\"project\",\"provider\":\"p\"}}", "{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"project\"}}")]
    public void Write_OurKeysInMetadata_AreTakenOut(string body, string expected) => Edit(body, "", askUsage: false).ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\"," + Messages + " }", "{\"model\":\"m\"," + Messages + ",\"stream_options\":{\"include_usage\":true} }")]
    [InlineData("{\"stream_options\":null,\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"stream_options\":{ },\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{\"include_usage\":true },\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"a\":1},\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{\"include_usage\":true,\"a\":1},\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"include_usage\": false},\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{\"include_usage\": true},\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"include_usage\":null,\"a\":1},\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{\"include_usage\":true,\"a\":1},\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"," + Messages + "}")]
    public void Write_UsageToBeAsked_AddsWhatIsMissing(string body, string expected) => Edit(body, "", askUsage: true).ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\",\"max_tokens\": 500 ," + Messages + "}", "{\"model\":\"m\",\"max_tokens\": 16 ," + Messages + "}")]
    [InlineData("{\"max_completion_tokens\":500,\"model\":\"m\"," + Messages + "}", "{\"max_completion_tokens\":16,\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"max_tokens\":17,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9000}", "{\"max_tokens\":16,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":16}")]
    [InlineData("{\"max_tokens\":9,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9000}", "{\"max_tokens\":9,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":16}")]
    [InlineData("{\"max_tokens\":9000,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":null}", "{\"max_tokens\":16,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":null}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":16}", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":16}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":1}", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":1}")]
    [InlineData("{\"model\":\"m\"," + Messages + ",\"max_tokens\":99999999999999}", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":16}")]
    public void Write_LimitGiven_IsLoweredWhereItStandsAndNeverRaised(string body, string expected)
    {
        Edit(body, "", askUsage: false, new OutputLimit(16, Completion: false)).ShouldBe(expected);
        Edit(body, "", askUsage: false, new OutputLimit(16, Completion: true)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{\"model\":\"m\"," + Messages + "}", "openai", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":16}")]
    [InlineData("{\"model\":\"m\"," + Messages + " \n}", "openai_compatible", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":16 \n}")]
    [InlineData("{\"max_tokens\":null,\"model\":\"m\"," + Messages + "}", "openai_compatible", "{\"max_tokens\":16,\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"max_tokens\":null,\"model\":\"m\"," + Messages + "}", "openai", "{\"max_tokens\":null,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":16}")]
    [InlineData("{\"model\":\"m\",\"max_completion_tokens\" : null," + Messages + "}", "openai", "{\"model\":\"m\",\"max_completion_tokens\" : 16," + Messages + "}")]
    [InlineData("{" + Messages + ",\"model\":\"m\",\"metadata\":{\"project\":\"p\"}}", "practice", "{" + Messages + ",\"model\":\"m\",\"max_tokens\":16}")]
    [InlineData("{\"metadata\":{\"project\":\"p\"}," + Messages + ",\"model\":\"m\"}", "practice", "{" + Messages + ",\"model\":\"m\",\"max_tokens\":16}")]
    public void Write_NoLimitGiven_AddsTheOneTheProviderReads(string body, string kind, string expected) =>
        EditFor(kind, body, most: 16).ShouldBe(expected);

    [Theory]
    [InlineData("mistral", "{\"max_completion_tokens\" : 9,\"model\":\"m\"," + Messages + "}", "{\"max_tokens\" : 9,\"model\":\"m\"," + Messages + "}")]
    [InlineData("deepseek", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":900}", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":16}")]
    [InlineData("ollama", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":null}", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":16}")]
    [InlineData("openai_compatible", "{\"metadata\":{\"step\":\"s\"},\"max_completion_tokens\":9,\"model\":\"m\"," + Messages + "}", "{\"max_tokens\":9,\"model\":\"m\"," + Messages + "}")]
    [InlineData("together", "{\"max_tokens\":null,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}", "{\"max_tokens\":9,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}")]
    [InlineData("fireworks", "{\"max_tokens\":null,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":90}", "{\"max_tokens\":16,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":16}")]
    [InlineData("openrouter", "{\"max_tokens\":8,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}", "{\"max_tokens\":8,\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}")]
    [InlineData("xai", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}")]
    [InlineData("azure", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9}")]
    public void Write_LimitUnderTheNewName_GoesUnderTheOneThatTheProviderReads(string kind, string body, string expected) =>
        EditFor(kind, body, most: 16).ShouldBe(expected);

    [Theory]
    [InlineData("mistral", "{\"seed\" : 7,\"model\":\"m\"," + Messages + "}", "{\"random_seed\" : 7,\"model\":\"m\"," + Messages + "}")]
    [InlineData("mistral", "{\"model\":\"m\"," + Messages + ",\"max_completion_tokens\":9,\"seed\":7}", "{\"model\":\"m\"," + Messages + ",\"max_tokens\":9,\"random_seed\":7}")]
    [InlineData("mistral", "{\"seed\":7,\"random_seed\":8,\"model\":\"m\"," + Messages + "}", "{\"seed\":7,\"random_seed\":8,\"model\":\"m\"," + Messages + "}")]
    [InlineData("mistral", "{\"random_seed\":8,\"model\":\"m\"," + Messages + "}", "{\"random_seed\":8,\"model\":\"m\"," + Messages + "}")]
    [InlineData("deepseek", "{\"seed\":7,\"model\":\"m\"," + Messages + "}", "{\"seed\":7,\"model\":\"m\"," + Messages + "}")]
    public void Write_Seed_GoesUnderTheNameThatTheProviderReads(string kind, string body, string expected) =>
        EditFor(kind, body).ShouldBe(expected);

    [Theory]
    [InlineData("{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"," + Messages + "}", "{\"stream_options\":{},\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"stream_options\":null,\"model\":\"m\"," + Messages + "}", "{\"stream_options\":null,\"model\":\"m\"," + Messages + "}")]
    [InlineData("{\"model\":\"m\"," + Messages + "}", "{\"model\":\"m\"," + Messages + "}")]
    public void Write_ProviderThatReportsUnasked_IsNotAsked(string body, string expected) =>
        EditFor("mistral", body, askUsage: true).ShouldBe(expected);

    [Theory]
    [InlineData("groq", "{\"metadata\":{\"a\":\"1\",\"step\":\"s\"},\"model\":\"m\"," + Messages + "}", "{\"model\":\"m\"," + Messages + "}")]
    [InlineData("xai", "{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"1\"}}", "{\"model\":\"m\"," + Messages + "}")]
    [InlineData("xai", "{\"model\":\"m\"," + Messages + ",\"metadata\":null}", "{\"model\":\"m\"," + Messages + "}")]
    [InlineData("openrouter", "{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"1\",\"step\":\"s\"}}", "{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"1\"}}")]
    public void Write_TagsOfTheCaller_GoOnlyWhereMetadataIsTaken(string kind, string body, string expected) =>
        EditFor(kind, body).ShouldBe(expected);

    [Fact]
    public void Write_LimitBesideEveryOtherEdit_MeetsThemAtTheEnd() =>
        Edit("{" + Messages + ",\"model\":\"m\",\"metadata\":{\"project\":\"p\"}}", "n", askUsage: true, OutputLimit.For("openai", 2048))
            .ShouldBe("{" + Messages + ",\"model\":\"n\",\"stream_options\":{\"include_usage\":true},\"max_completion_tokens\":2048}");

    [Fact]
    public void Write_AllEditsAtOnce_MeetAtTheEnd() =>
        Edit("{" + Messages + ",\"model\":\"m\",\"metadata\":{\"project\":\"p\"}}", "n", askUsage: true)
            .ShouldBe("{" + Messages + ",\"model\":\"n\",\"stream_options\":{\"include_usage\":true}}");

    [Fact]
    public void Write_RandomRequests_ChangesWhatMustChangeAndNothingElse() =>
        Prop.ForAll(Requests().ToArbitrary(), request =>
        {
            var before = JsonNode.Parse(request.Body)!.AsObject();
            using var written = JsonDocument.Parse(Edit(request.Body, request.Model, request.AskUsage, request.Limit));
            using var original = JsonDocument.Parse(request.Body);

            JsonNode.DeepEquals(Expected(before, request), JsonNode.Parse(written.RootElement.GetRawText())).ShouldBeTrue(request.Body);
            Untouched(written).ShouldBe(Untouched(original));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static JsonObject Expected(JsonObject before, RandomRequest request)
    {
        if (request.Model.Length > 0)
        {
            before["model"] = request.Model;
        }

        if (before["metadata"] is JsonObject metadata)
        {
            var removed = 0;
            foreach (var key in OurKeys)
            {
                removed += metadata.Remove(key) ? 1 : 0;
            }

            if (removed > 0 && metadata.Count == 0)
            {
                before.Remove("metadata");
            }
        }

        if (request.Limit is { } limit)
        {
            var tokens = (long?)before["max_tokens"];
            var completion = (long?)before["max_completion_tokens"];
            var added = tokens is null && completion is null ? limit.Completion ? "max_completion_tokens" : "max_tokens" : null;
            foreach (var (name, value) in new[] { ("max_tokens", tokens), ("max_completion_tokens", completion) })
            {
                before[name] = name == added ? limit.Tokens : value is { } given ? Math.Min(given, limit.Tokens) : before[name]?.DeepClone();
                _ = name != added && value is null && !request.Body.Contains($"\"{name}\"", StringComparison.Ordinal) && before.Remove(name);
            }
        }

        if (request.AskUsage)
        {
            var options = before["stream_options"] as JsonObject ?? [];
            options["include_usage"] = true;
            before["stream_options"] = options.DeepClone();
        }

        return before;
    }

    private static List<string> Untouched(JsonDocument request) => request.RootElement.EnumerateObject()
        .Where(p => p.Name is not ("model" or "metadata" or "stream_options" or "max_tokens" or "max_completion_tokens"))
        .Select(p => p.Name + p.Value.GetRawText())
        .ToList();

    private static Gen<RandomRequest> Requests()
    {
        var space = Gen.Elements("", " ", "\n\t", "  ");
        var value = Gen.Elements("1", "-2.50e3", "\"a\\u0062\\\"c}\"", "[ 1 , {\"model\":\"z\"}]", "{\"metadata\": {\"project\":\"q\"}}", "null", "\"é😀\"");
        var metadataMember = Gen.Elements([.. OurKeys, "a", "b", "projects"]);
        var limitText = Gen.Elements("null", "1", "100", "4096", "99999999999");
        var limits = Gen.OneOf(limitText.Select(t => (string?)t), Gen.Constant((string?)null)).Two();
        var member =
            from name in Gen.Elements("temperature", "seed", "user", "stop", "unheard_of", "x-1")
            from text in value
            select (Name: name, Text: text);
        var metadata =
            from keys in metadataMember.ListOf()
            from gap in space
            select "{" + gap + string.Join("," + gap, keys.Distinct().Select(k => $"\"{k}\"{gap}:{gap}\"v\"")) + gap + "}";
        var options = Gen.Elements(
            "null", "{}", "{ }", "{\"include_usage\":true}", "{ \"include_usage\" : false }", "{\"a\":1}", "{\"a\":1,\"include_usage\":null}");
        return
            from others in member.ListOf()
            from meta in Gen.OneOf(metadata.Select(m => (string?)m), Gen.Constant((string?)null), Gen.Constant((string?)"null"))
            from option in Gen.OneOf(options.Select(o => (string?)o), Gen.Constant((string?)null))
            from order in Gen.Choose(0, int.MaxValue)
            from gap in space
            from model in Gen.Elements("", "m", "other/model", "qu\"ote")
            from ask in Gen.Elements(true, false)
            from named in limits
            from most in Gen.Elements<OutputLimit?>(null, new OutputLimit(16, true), new OutputLimit(100, false), new OutputLimit(5000, true))
            let all = others
                .Concat(named.Item1 is { } a ? [("max_tokens", a)] : Array.Empty<(string, string)>())
                .Concat(named.Item2 is { } b ? [("max_completion_tokens", b)] : Array.Empty<(string, string)>())
            select new RandomRequest(Compose(all, meta, option, order, gap), model, ask, most);
    }

    private static string Compose(IEnumerable<(string Name, string Text)> others, string? metadata, string? options, int order, string gap)
    {
        var members = others.DistinctBy(o => o.Name).ToList();
        members.Add(("model", "\"m\""));
        members.Add(("messages", "[{\"role\":\"user\",\"content\":\"\\\"model\\\":\\\"q\\\"\"}]"));
        if (metadata is not null)
        {
            members.Add(("metadata", metadata));
        }

        if (options is not null)
        {
            members.Add(("stream_options", options));
        }

        var mixed = members.OrderBy(m => ((long)order * (m.Name.Length + (m.Name[0] * 31L))) % 1_009);
        return gap + "{" + gap + string.Join(gap + "," + gap, mixed.Select(m => $"\"{m.Name}\"{gap}:{gap}{m.Text}")) + gap + "}" + gap;
    }

    private static (byte[] Body, ChatRequestEdits Edits) Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var edits = default(ChatRequestEdits);
        ChatRequestReader.TryRead(bytes, new CallFacts(), ref edits, out var fault).ShouldBeTrue(fault.ToString());
        return (bytes, edits);
    }

    // The practice provider reads both names of the limit.
    private static string Edit(string body, string model, bool askUsage, OutputLimit? limit = null) =>
        EditFor(limit is { Completion: true } ? "openai" : "practice", body, model, askUsage, limit?.Tokens);

    private static string EditFor(string kind, string body, string model = "", bool askUsage = false, long? most = null)
    {
        var (bytes, edits) = Read(body);
        var output = new ArrayBufferWriter<byte>();
        var to = new ChatRewrite(Encoding.UTF8.GetBytes(model), kind, askUsage, most);
        ChatRequestWriter.Write(bytes, edits, to, output);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        ChatRequestWriter.NeedsEdit(bytes, edits, to).ShouldBe(text != body);
        return text;
    }

    private sealed record RandomRequest(string Body, string Model, bool AskUsage, OutputLimit? Limit);
}
