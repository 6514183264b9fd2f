using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Embeddings;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Bounds;

/// <summary>The promise for vectors: whatever is asked in each dialect of each kind of provider costs no more than was held, though every byte be a
/// token, each text get all the marks that are set aside, and whatever is no text fill the window.</summary>
public sealed class EmbeddingBoundTests
{
    private const int MostMarks = 16;

    private static readonly string[] Kinds = ["openai", "azure", "xai", "mistral", "together", "ollama", "openai_compatible", "google", "practice"];

    [Fact]
    public void RandomRequests_AnsweredWithTheMostThatTheyMayBe_NeverCostMoreThanTheirBound()
    {
        const int Count = 5_000;
        var priced = 0;
        var closest = 0d;
        for (var seed = 0; seed < Count; seed++)
        {
            var draw = new Draw(seed);
            if (Run(draw) is not { } call)
            {
                continue;
            }

            priced++;
            closest = Math.Max(closest, call.Bound == 0 ? 0 : (double)call.Cost / call.Bound);
            (call.Cost <= call.Bound).ShouldBeTrue($"seed {seed}: {call.Cost} > {call.Bound}, sent {call.Sent}");
        }

        // The others ask for what the provider's dialect has no words for.
        priced.ShouldBeGreaterThan(Count / 2);
        closest.ShouldBe(1, 0.001, "a bound that is never met is looser than it has to be");
    }

    private static (long Bound, long Cost, string Sent)? Run(Draw draw)
    {
        var kind = draw.One<string>(Kinds);
        var caller = draw.One(EmbeddingDialect.OpenAi, EmbeddingDialect.GeminiOne, EmbeddingDialect.GeminiBatch);
        var price = RandomPrices.Make(draw) with { ContextWindow = draw.One(10L, 200, 8_192) };
        price = price with { Base = price.Base with { ImageInput = draw.In(50) ? null : new UnitPrice(draw.To(150_000_000) * 1_000L) } };
        var body = caller == EmbeddingDialect.OpenAi ? OpenAi(draw) : Gemini(draw, caller == EmbeddingDialect.GeminiBatch);
        var (facts, edits) = (new CallFacts { Model = "m" }, new EmbeddingEdits());
        caller.TryRead(body, facts, edits, out var fault).ShouldBeTrue($"{fault.Param}: {fault.Message} {Encoding.UTF8.GetString(body)}");
        var provider = EmbeddingDialect.Of(kind, caller)!;
        var sent = new ArrayBufferWriter<byte>();
        if (provider == caller)
        {
            caller.Write(body, edits, "other", sent);
        }
        else if (new EmbeddingTranslation(caller, provider).TryWriteRequest(body, "other", sent, out _, out _))
        {
            facts = new CallFacts { Model = "other" };
            provider.TryRead(sent.WrittenSpan, facts, new EmbeddingEdits(), out fault).ShouldBeTrue(fault.Message);
        }
        else
        {
            return null;
        }

        var bound = Quote.Bound(price, BoundReader.Read(facts, kind, null, provider.Api)).Value;
        var used = Answer(draw, provider, sent.WrittenMemory, price);
        var record = new CallRecord
        {
            RequestId = default, AtMs = 0, Workspace = default, Key = default, Mode = KeyMode.Live, Route = "", BoundNanoUsd = bound,
        };
        var cost = Charges.Reported(record, price, facts, used.Usage, null);
        record.Flags.ShouldNotBe(CallFlags.ChargedAtBound, "a report within the bound is not absurd");
        return (bound, cost.Value, Encoding.UTF8.GetString(sent.WrittenSpan));
    }

    private static byte[] OpenAi(Draw draw) => draw.Body(json =>
    {
        json.WriteString("model", "m");
        Others(draw, json, "dimensions");
        json.WritePropertyName("input");
        switch (draw.To(3))
        {
            case 0:
                json.WriteStringValue(draw.Text());
                break;
            case 1:
                Ids(draw, json);
                break;
            default:
                json.WriteStartArray();
                var ids = draw.In(30);
                for (var i = draw.From(1, 6); i > 0; i--)
                {
                    if (ids)
                    {
                        Ids(draw, json);
                    }
                    else
                    {
                        json.WriteStringValue(draw.Text());
                    }
                }

                json.WriteEndArray();
                break;
        }
    });

    private static void Ids(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var i = draw.From(1, 40); i > 0; i--)
        {
            json.WriteNumberValue(draw.To(200_000));
        }

        json.WriteEndArray();
    }

    private static byte[] Gemini(Draw draw, bool batch) => draw.Body(json =>
    {
        if (!batch)
        {
            One(draw, json);
            return;
        }

        json.WriteStartArray("requests");
        for (var i = draw.From(1, 5); i > 0; i--)
        {
            json.WriteStartObject();
            json.WriteString("model", "models/m");
            One(draw, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void One(Draw draw, Utf8JsonWriter json)
    {
        Others(draw, json, "outputDimensionality");
        if (draw.In(20))
        {
            json.WriteString("title", draw.Text());
        }

        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        for (var i = draw.From(1, 3); i > 0; i--)
        {
            json.WriteStartObject();
            if (draw.In(10))
            {
                json.WriteStartObject("inlineData");
                json.WriteString("mimeType", draw.One("image/png", "audio/wav", "application/pdf"));
                json.WriteString("data", "AAAA");
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("text", draw.Text());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Others(Draw draw, Utf8JsonWriter json, string dimensions)
    {
        if (draw.In(20))
        {
            json.WriteNumber(dimensions, 256);
        }

        if (draw.In(10))
        {
            json.WriteString("instruction", draw.Text());
        }
    }

    // Reads what reaches it with none of the product's readers.
    private static ChatReplyFacts Answer(Draw draw, EmbeddingDialect provider, ReadOnlyMemory<byte> sent, ModelPrice price)
    {
        using var document = JsonDocument.Parse(sent);
        var root = document.RootElement;
        var inputs = provider == EmbeddingDialect.OpenAi ? OfOpenAi(root)
            : provider == EmbeddingDialect.GeminiOne ? [OfGemini(root)]
            : root.GetProperty("requests").EnumerateArray().Select(OfGemini);
        var (tokens, kind) = (0L, "TEXT");
        foreach (var (most, media) in inputs)
        {
            tokens += media is null ? Math.Min(most, price.ContextWindow) : price.ContextWindow;
            kind = media ?? kind;
        }

        var reply = provider == EmbeddingDialect.OpenAi
            ? $$$"""{"data":[],"usage":{"prompt_tokens":{{{tokens}}},"total_tokens":{{{tokens}}}}}"""
            : $$$"""{"usageMetadata":{"promptTokenCount":{{{tokens}}},"promptTokenDetails":[{"modality":"{{{(draw.In(50) ? kind : "TEXT")}}}","tokenCount":{{{tokens}}}}]}}""";
        provider.TryReadReply(Encoding.UTF8.GetBytes(reply), out var facts).ShouldBeTrue();
        facts.UsageState.ShouldBe(UsageState.Reported);
        return facts;
    }

    private static List<(long Most, string? Media)> OfOpenAi(JsonElement root)
    {
        var input = root.GetProperty("input");
        var said = root.TryGetProperty("instruction", out var before) ? Encoding.UTF8.GetByteCount(before.GetString()!) : 0;
        if (input.ValueKind == JsonValueKind.String)
        {
            return [(Of(input), null)];
        }

        return input[0].ValueKind == JsonValueKind.Number
            ? [(said + input.GetArrayLength(), null)]
            : [.. input.EnumerateArray().Select(i => (Of(i), (string?)null))];

        long Of(JsonElement one) => said + (one.ValueKind == JsonValueKind.String
            ? Encoding.UTF8.GetByteCount(one.GetString()!) + MostMarks
            : one.GetArrayLength());
    }

    private static (long Most, string? Media) OfGemini(JsonElement request)
    {
        var tokens = (long)MostMarks;
        string? media = null;
        foreach (var name in new[] { "title", "instruction" })
        {
            tokens += request.TryGetProperty(name, out var said) ? Encoding.UTF8.GetByteCount(said.GetString()!) : 0;
        }

        foreach (var part in request.GetProperty("content").GetProperty("parts").EnumerateArray())
        {
            tokens += part.TryGetProperty("text", out var text) ? Encoding.UTF8.GetByteCount(text.GetString()!) : 0;
            if (part.TryGetProperty("inlineData", out var data))
            {
                media = data.GetProperty("mimeType").GetString()!.StartsWith("audio", StringComparison.Ordinal) ? "AUDIO" : "IMAGE";
            }
        }

        return (tokens, media);
    }
}
