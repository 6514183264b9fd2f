using System.Text.Json;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.Edge.Manage;

/// <summary>Prices: the catalog's, and those that a workspace sets itself. All in USD, per million tokens, per request, per search.</summary>
internal sealed class Prices(CustomerDirectory customers, CallServices services, TimeProvider time)
{
    // For a model that neither the body nor the catalog knows the size of.
    private const long UsualContextWindow = 128_000;
    private const long UsualMaxOutputTokens = 16_384;
    private const long MostTokens = 100_000_000;
    private const long MostUsd = 1_000_000;

    // Times the most tokens and the most choices of one call this stays well within what is counted.
    private const long MostUsdPerMillion = 10_000;

    /// <summary>Sets the workspace's own price of a model: in place of the catalog's, or making the model known at that provider.</summary>
    public Answer Put(ManageRequest request, Tenant tenant)
    {
        var provider = request.Part("provider");
        var model = request.Part("model");
        if (provider.Length > 40 || model.Length is 0 or > 200 || model.Any(char.IsControl))
        {
            return Answer.Invalid(null, "The path must name a provider and a model of at most 200 characters.");
        }

        var price = Read(request.Body, services.Models.Catalog.Find(provider, model));
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var isNew = !tenant.Prices.ContainsKey((provider, model));
        var row = new Row(provider, model, customers.Put(tenant, provider, model, price).Price);
        return isNew ? Answer.Created(json => Write(json, row)) : Answer.Ok(json => Write(json, row));
    }

    /// <summary>The catalog's prices in force now; <c>?provider=</c> and <c>?model=</c> narrow them.</summary>
    public Answer ListCatalog(ManageRequest request)
    {
        var provider = request.Query.Text("provider");
        var model = request.Query.Text("model");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = services.Models.Catalog.All
            .Where(m => (provider is null || m.Card.Provider == provider)
                && (model is null || m.Card.Model == model || m.Card.Aliases.Contains(model)))
            .Select(m => m.PriceAt(now) is { } price ? new Row(m.Card.Provider, m.Card.Model, price) : null)
            .OfType<Row>();
        return Page.Of(request, rows, r => $"{r.Provider}/{r.Model}", Write);
    }

    /// <summary>The workspace's own prices.</summary>
    public static Answer List(ManageRequest request, Tenant tenant) => Page.Of(
        request,
        tenant.Prices.Select(p => new Row(p.Key.Provider, p.Key.Model, p.Value)),
        r => $"{r.Provider}/{r.Model}",
        Write);

    private static ModelPrice Read(Fields body, CatalogModel? known)
    {
        foreach (var name in new[] { "input_per_mtok", "output_per_mtok" })
        {
            if (!body.IsNamed(name))
            {
                body.Fail(name, "is missing");
            }
        }

        var sheet = new PriceSheet
        {
            Input = Unit(body, "input_per_mtok") ?? UnitPrice.Zero,
            Output = Unit(body, "output_per_mtok") ?? UnitPrice.Zero,
            CachedInput = Unit(body, "cached_input_per_mtok"),
            CacheWrite = Unit(body, "cache_write_per_mtok"),
            CacheWriteHour = Unit(body, "cache_write_1h_per_mtok"),
            Reasoning = Unit(body, "reasoning_per_mtok"),
            AudioInput = Unit(body, "audio_input_per_mtok"),
            AudioOutput = Unit(body, "audio_output_per_mtok"),
        };
        var request = body.Usd("request_usd", MostUsd).Value;
        var search = body.Usd("search_usd", MostUsd).Value;
        var window = body.Whole("context_window", 1, MostTokens).Value ?? known?.Card.ContextWindow ?? UsualContextWindow;
        var output = body.Whole("max_output_tokens", 1, MostTokens).Value
            ?? Math.Min(window, known?.Card.MaxOutputTokens ?? UsualMaxOutputTokens);
        if (IsNull(body, "input_per_mtok") || IsNull(body, "output_per_mtok"))
        {
            body.Fail(IsNull(body, "input_per_mtok") ? "input_per_mtok" : "output_per_mtok", "must not be null");
        }

        return new ModelPrice
        {
            Version = "",
            Base = sheet,
            RequestFeeNanoUsd = request?.Value ?? 0,
            SearchFee = search is { } fee ? new NanoPerSearch(fee.Value) : null,
            ContextWindow = window,
            MaxOutputTokens = output,
        };
    }

    private static bool IsNull(Fields body, string name) => body.Usd(name, MostUsdPerMillion) is { Named: true, Value: null };

    // USD per million tokens in nano-USD is nano-USD per million tokens.
    private static UnitPrice? Unit(Fields body, string name) =>
        body.Usd(name, MostUsdPerMillion).Value is { } usd ? new UnitPrice(usd.Value) : null;

    private static void Write(Utf8JsonWriter json, Row row)
    {
        var price = row.Price;
        json.WriteStartObject();
        json.WriteString("provider"u8, row.Provider);
        json.WriteString("model"u8, row.Model);
        json.WriteString("version"u8, price.Version);
        Write(json, price.Base);
        json.Usd("request_usd", price.RequestFeeNanoUsd);
        json.Usd("search_usd", price.SearchFee is { } fee ? new NanoUsd(fee.Value) : null);
        json.WriteNumber("context_window"u8, price.ContextWindow);
        json.WriteNumber("max_output_tokens"u8, price.MaxOutputTokens);
        Write(json, price.LongContext);
        json.WriteStartArray("service_tiers"u8);
        foreach (var tier in price.ServiceTiers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tier.Name);
            Write(json, tier.Sheet);
            Write(json, tier.LongContext);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LongContextTier> tiers)
    {
        json.WriteStartArray("long_context"u8);
        foreach (var tier in tiers)
        {
            json.WriteStartObject();
            json.WriteNumber("from_input_tokens"u8, tier.FromInputTokens);
            Write(json, tier.Sheet);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PriceSheet sheet)
    {
        Unit(json, "input_per_mtok", sheet.Input);
        Unit(json, "output_per_mtok", sheet.Output);
        Unit(json, "cached_input_per_mtok", sheet.CachedInput);
        Unit(json, "cache_write_per_mtok", sheet.CacheWrite);
        Unit(json, "cache_write_1h_per_mtok", sheet.CacheWriteHour);
        Unit(json, "reasoning_per_mtok", sheet.Reasoning);
        Unit(json, "audio_input_per_mtok", sheet.AudioInput);
        Unit(json, "audio_output_per_mtok", sheet.AudioOutput);
    }

    private static void Unit(Utf8JsonWriter json, string name, UnitPrice? price) =>
        json.Usd(name, price is { } unit ? new NanoUsd(unit.NanoUsdPerMillion) : null);

    private sealed record Row(string Provider, string Model, ModelPrice Price);
}
