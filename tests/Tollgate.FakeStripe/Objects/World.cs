using System.Globalization;
using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Events;
using Tollgate.FakeStripe.Wire;

namespace Tollgate.FakeStripe.Objects;

/// <summary>All objects, and the news of them.</summary>
internal sealed class World(Outbox outbox, bool isLive)
{
    private readonly Dictionary<string, JsonObject> _byId = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _all = [];
    private int _made;

    /// <summary>Held by whoever reads or changes objects.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where this listens.</summary>
    public Uri BaseAddress { get; set; } = new("http://127.0.0.1");

    public Outbox Outbox => outbox;

    public bool IsLive => isLive;

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Adds an object with the next id.</summary>
    public JsonObject Add(string prefix, string kind, JsonObject fields)
    {
        var made = new JsonObject { ["id"] = NewId(prefix), ["object"] = kind, ["created"] = Now, ["livemode"] = isLive };
        foreach (var (name, value) in fields)
        {
            made[name] = value?.DeepClone();
        }

        _byId[(string)made["id"]!] = made;
        _all.Add(made);
        return made;
    }

    public string NewId(string prefix) => prefix + "_fake" + (++_made).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>The object of that kind.</summary>
    /// <param name="param">The parameter that named it; null when the path did.</param>
    public JsonObject Get(string kind, string id, string? param = null) =>
        _byId.TryGetValue(id, out var found) && (string?)found["object"] == kind ? found : throw Refusal.Missing(kind, id, param);

    public IEnumerable<JsonObject> All(string kind) => _all.Where(each => (string?)each["object"] == kind);

    /// <summary>A list, newest first, by the parameters that all lists have.</summary>
    public JsonObject List(string kind, string url, Parameters parameters, Func<JsonObject, bool> where)
    {
        var limit = parameters.Number("limit") ?? 10;
        if (limit is < 1 or > 100)
        {
            throw Refusal.Invalid("Limit is between 1 and 100.", "limit");
        }

        var rows = Enumerable.Reverse(_all).Where(each => (string?)each["object"] == kind);
        if (parameters["starting_after"] is { } after)
        {
            Get(kind, after, "starting_after");
            rows = rows.SkipWhile(each => (string?)each["id"] != after).Skip(1);
        }

        var found = rows.Where(each => where(each) && IsInTime(each, parameters)).Take((int)limit + 1).ToList();
        var data = found.Take((int)limit).Select(each => parameters.Expands("data.latest_charge") ? Expand(each) : each.DeepClone());
        return new JsonObject { ["object"] = "list", ["url"] = url, ["has_more"] = found.Count > limit, ["data"] = new JsonArray([.. data]) };
    }

    /// <summary>A copy, with its newest charge in place of that charge's id.</summary>
    public JsonObject Expand(JsonObject intent)
    {
        var copy = (JsonObject)intent.DeepClone();
        if (copy["latest_charge"] is JsonValue id)
        {
            copy["latest_charge"] = Get("charge", (string)id!).DeepClone();
        }

        return copy;
    }

    /// <summary>Tells the webhooks.</summary>
    /// <param name="before">What a change replaced; null when it is no change.</param>
    public void Tell(string type, JsonObject about, JsonObject? before = null)
    {
        var data = new JsonObject { ["object"] = about.DeepClone() };
        if (before is not null)
        {
            data["previous_attributes"] = before;
        }

        var news = Add("evt", "event", new JsonObject
        {
            ["api_version"] = "2026-07-29.dahlia", ["type"] = type, ["data"] = data, ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
        });
        outbox.Put(news.ToJsonString());
    }

    private static bool IsInTime(JsonObject each, Parameters parameters)
    {
        var created = (long)each["created"]!;
        return created >= (parameters.Number("created[gte]") ?? long.MinValue) && created > (parameters.Number("created[gt]") ?? long.MinValue)
            && created <= (parameters.Number("created[lte]") ?? long.MaxValue) && created < (parameters.Number("created[lt]") ?? long.MaxValue);
    }
}
