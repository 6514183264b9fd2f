using System.Buffers;
using System.Globalization;
using System.Text;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Bounds;

/// <summary>The promise itself: whatever a caller asks, in any dialect, of any kind of provider, and whatever that may count and charge for it, the
/// call costs no more than was held. <c>TOLLGATE_BOUND_REQUESTS</c> and <c>TOLLGATE_BOUND_SEED</c> say how many and which.</summary>
public sealed class BoundTests
{
    private static readonly string[] Kinds =
    [
        "openai", "azure", "xai", "mistral", "groq", "together", "deepseek", "openrouter", "fireworks", "ollama", "openai_compatible",
        "anthropic", "google", "practice",
    ];

    private static readonly WorkspaceSettings Settings = new() { HostedTools = true };

    [Fact]
    public void RandomRequests_AnsweredWithTheMostThatTheyMayBe_NeverCostMoreThanTheirBound()
    {
        var (count, first) = (Setting("TOLLGATE_BOUND_REQUESTS", 5_000), Setting("TOLLGATE_BOUND_SEED", 20_261_122));
        var priced = 0;
        var closest = 0d;
        for (var i = 0; i < count; i++)
        {
            var seed = first + i;
            if (Run(new Draw(seed)) is not { } call)
            {
                continue;
            }

            priced++;
            closest = Math.Max(closest, call.Bound == 0 ? 0 : (double)call.Cost / call.Bound);
            (call.Cost <= call.Bound).ShouldBeTrue($"seed {seed}: {call.Cost} > {call.Bound} at {call.Kind}, sent {call.Sent}, answered {call.Reply}");
        }

        // The others ask for what the provider's dialect has no words for, or for tools without a known fee.
        priced.ShouldBeGreaterThan(count / 2);
        closest.ShouldBe(1, 0.001, "a bound that is never met is looser than it has to be");
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} requests from seed {first}: {priced} priced, all within their bound");
    }

    private static Call? Run(Draw draw)
    {
        var kind = draw.One<string>(Kinds);
        var caller = draw.One(ChatDialect.OpenAi, ChatDialect.Anthropic, ChatDialect.Responses, ChatDialect.Gemini);
        var price = RandomPrices.Make(draw);
        var body = Ask(draw, caller);
        var facts = Read(caller, body);
        var limit = draw.In(20) ? (long?)draw.From(1, draw.One(20, 4_000)) : null;
        if (facts is null || Sent(draw, kind, caller, (body, facts), price, limit) is not { } sent
            || BoundReader.Unbounded(sent.Facts, Settings, price) is not null)
        {
            return null;
        }

        var bound = BoundReader.Read(sent.Facts, kind, LowerLimit(sent.Facts, price, limit), sent.Dialect.Api);
        var held = Quote.Bound(price, bound).Value;
        var dialect = sent.Dialect.Hub.Name;
        var reply = new DearestProvider(draw, kind, dialect, price).Answer(new SentRequest(kind, dialect, sent.Body));
        sent.Dialect.TryReadReply(reply, out var told).ShouldBeTrue();
        told.UsageState.ShouldBe(Inference.Providers.UsageState.Reported);
        var record = Record(held);
        var cost = Charges.Reported(record, price, sent.Facts, told.Usage, told.ServiceTier);
        record.Flags.ShouldNotBe(CallFlags.ChargedAtBound, "a report within the bound is not absurd");
        return new Call(kind, held, cost.Value, Encoding.UTF8.GetString(sent.Body.Span), Encoding.UTF8.GetString(reply));
    }

    private static byte[] Ask(Draw draw, ChatDialect caller)
    {
        const string Model = "gemini-2.5-pro";
        return caller == ChatDialect.OpenAi ? OpenAiRequests.Make(draw, Model)
            : caller == ChatDialect.Anthropic ? AnthropicRequests.Make(draw, Model)
            : caller == ChatDialect.Responses ? ResponsesRequests.Make(draw, Model)
            : GeminiRequests.Make(draw);
    }

    private static CallFacts? Read(ChatDialect dialect, ReadOnlyMemory<byte> body)
    {
        var facts = new CallFacts { Model = "gemini-2.5-pro" };
        return dialect.Hub.TryReadFacts(body.Span, facts, out var fault)
            ? facts
            : throw new InvalidOperationException(fault.Param + ": " + fault.Message + " " + Encoding.UTF8.GetString(body.Span));
    }

    // As the edge sends it: edited where both speak the same, else translated.
    private static (ReadOnlyMemory<byte> Body, CallFacts Facts, ChatDialect Dialect)? Sent(
        Draw draw, string kind, ChatDialect caller, (byte[] Body, CallFacts Facts) asked, ModelPrice price, long? limit)
    {
        var output = new ArrayBufferWriter<byte>();
        var provider = ChatDialect.Of(kind, caller, draw.One<IReadOnlyList<string>?>(null, ["chat.completions", "responses"], ["responses"]));
        if (provider == caller)
        {
            PassedOn.Write(caller, asked.Body, kind, LowerLimit(asked.Facts, price, limit), output);
            return (output.WrittenMemory, asked.Facts, provider);
        }

        var target = new ShapeTarget
        {
            ProviderKind = kind, Model = "gemini-2.5-pro", ModelMaxOutputTokens = price.MaxOutputTokens, Limit = LowerLimit(asked.Facts, price, limit),
        };
        var translation = new ChatTranslation(caller, provider);
        if (!translation.TryWriteRequest(asked.Body, target, output, out _, out _))
        {
            return null;
        }

        return (output.WrittenMemory, Read(provider, output.WrittenMemory)!, provider);
    }

    private static long? LowerLimit(CallFacts facts, ModelPrice price, long? limit) =>
        limit < (facts.MaxOutputTokens ?? price.MaxOutputTokens) ? limit : null;

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : usual;

    private static CallRecord Record(long held) => new()
    {
        RequestId = default, AtMs = 0, Workspace = default, Key = default, Mode = KeyMode.Live, Route = "", BoundNanoUsd = held,
    };

    private sealed record Call(string Kind, long Bound, long Cost, string Sent, string Reply);
}
