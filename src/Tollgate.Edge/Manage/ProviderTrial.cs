using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Admission;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Prices;

namespace Tollgate.Edge.Manage;

/// <summary><c>POST .../providers/{name}/test</c>: one chat call of one output token, straight to the provider, outside of every
/// budget; of a provider that only draws, a picture without a prompt, which it refuses to make. The body may name its model; else it is the cheapest plain
/// one that has a price there. The practice provider stands in every workspace. Says whether address and key work; nothing of the reply is shown.</summary>
internal sealed class ProviderTrial(CallServices services)
{
    private const int MostErrorBytes = 16 * 1024;

    public async ValueTask<Answer> Try(ManageRequest request, Tenant tenant)
    {
        var name = request.Part("name");
        if (name != ProviderFields.Practice && !tenant.Providers.ContainsKey(name))
        {
            return Answer.NotFound;
        }

        var named = request.Body.Text("model", 200);
        var model = named.Named ? named.Value : Cheapest(tenant, name);
        if (model is null)
        {
            request.Body.Fail("model", "is needed: no model has a price at this provider");
        }

        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        if (services.Targets.Find(tenant, name, reasoning: false, out var missing) is not { } target)
        {
            return Answer.Refuse(missing!);
        }

        var started = services.Time.GetTimestamp();
        var asked = new ModelRequest(target, model!, false, Body(target.Kind, model!)) { Api = ApiOf(target.Kind) };
        var outcome = await services.Providers[target.Kind].SendAsync(asked, request.Aborted);
        using var reply = outcome.Reply;
        var means = reply is null ? null : await MeansAsync(reply, target.Kind);
        var took = services.Time.GetElapsedTime(started);
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ok"u8, means is >= 200 and < 300);
            json.WritePropertyName("provider_status"u8);
            if (reply is not null)
            {
                json.WriteNumberValue(reply.Status);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteString("reason"u8, Reason(means, outcome.Error));
            json.WriteNumber("latency_ms"u8, (long)took.TotalMilliseconds);
            json.WriteEndObject();
        });
    }

    // The workspace's own prices first: they say what it means to call. Models that reason may refuse so short an answer: they come last.
    private string? Cheapest(Tenant tenant, string provider)
    {
        var now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var today = DateOnly.FromDateTime(services.Time.GetUtcNow().UtcDateTime);
        var draws = tenant.Providers.TryGetValue(provider, out var account) && account.Kind == FalAddress.Kind;
        var own = tenant.Prices.Where(p => p.Key.Provider == provider && (draws || (p.Value.Images.Count == 0 && !IsOther(p.Key)))).Select(p => (p.Key.Model, p.Value));
        var known = services.Models.Catalog.All
            .Where(m => m.Card.Provider == provider && !(m.Card.RetiresOn <= today)
                && (draws ? m.Card.Kind == "image" : m.Card.Kind == "chat" && m.Card.Endpoints.Any(e => e is "chat.completions" or "messages" or "generateContent")))
            .ToLookup(m => m.Card.Reasoning, m => (m.Card.Model, Price: m.PriceAt(now)!));
        return Cheapest(own) ?? Cheapest(Priced(known[false])) ?? Cheapest(Priced(known[true]));
    }

    // Known to the catalog for something else than chat.
    private bool IsOther((string Provider, string Model) priced) =>
        services.Models.Catalog.Find(priced.Provider, priced.Model) is { Card.Kind: not "chat" };

    // Those that speak refuse to be asked for text alone.
    private static IEnumerable<(string Model, ModelPrice Price)> Priced(IEnumerable<(string Model, ModelPrice Price)> models) =>
        models.Where(m => m.Price is { Base.AudioOutput: null });

    private static string? Cheapest(IEnumerable<(string Model, ModelPrice Price)> models) => models
        .OrderBy(m => m.Price.Base.Output.NanoUsdPerMillion)
        .ThenBy(m => m.Model, StringComparer.Ordinal)
        .Select(m => m.Model)
        .FirstOrDefault();

    private static string? Reason(int? status, ProviderError? error) => (status, error?.Kind) switch
    {
        (null, ProviderErrorKind.NotSent) => "The provider could not be reached.",
        (null, ProviderErrorKind.FirstByteTimeout or ProviderErrorKind.Timeout) => "The provider did not answer in time.",
        (null, _) => "The provider's reply could not be read.",
        (>= 200 and < 300, _) => null,
        (401 or 403, _) => "The provider refused the key.",
        (404, _) => "The provider does not know the model, or there is nothing at the address.",
        _ => "The provider answered with an error.",
    };

    // Some say by their words alone that it is the key.
    private static async ValueTask<int?> MeansAsync(ModelReply reply, string kind)
    {
        if (reply.Status is >= 200 and < 300)
        {
            return reply.Status;
        }

        var words = new byte[MostErrorBytes];
        var length = 0;
        try
        {
            while (length < words.Length && await reply.ReadAsync(words.AsMemory(length)) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (ProviderException)
        {
            // Its status came: that says enough.
        }

        return kind == FalAddress.Kind && reply.Status == StatusCodes.Status422UnprocessableEntity
            ? StatusCodes.Status200OK
            : ChatDialect.Of(kind).ReadError(words.AsSpan(0, length)).StatusOf(reply.Status);
    }

    private static ModelApi ApiOf(string kind) => kind == FalAddress.Kind ? ModelApi.Images : ModelApi.Chat;

    private static ReadOnlyMemory<byte> Body(string kind, string model)
    {
        if (kind == FalAddress.Kind)
        {
            // A picture is not asked for to try a key: without a prompt there is none, and what is missing is said to whoever has a key.
            return "{}"u8.ToArray();
        }

        var body = Body(model);
        var dialect = ChatDialect.Of(kind);
        if (dialect == ChatDialect.OpenAi)
        {
            return body;
        }

        var written = new ArrayBufferWriter<byte>();
        var target = new ShapeTarget { ProviderKind = kind, Model = model };
        return new ChatTranslation(ChatDialect.OpenAi, dialect).TryWriteRequest(body, target, written, out _, out var fault)
            ? written.WrittenMemory
            : throw new InvalidOperationException($"a plain question cannot be asked of the kind {kind}: {fault.Message}");
    }

    private static byte[] Body(string model)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            json.WriteStartArray("messages"u8);
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.WriteString("content"u8, "ping"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteNumber("max_tokens"u8, 1);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
