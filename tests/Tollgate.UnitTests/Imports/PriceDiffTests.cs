using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;

namespace Tollgate.UnitTests.Imports;

public sealed class PriceDiffTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Lines_ModelsAddedGoneAndChanged_AreToldInOrder()
    {
        var before = Side("""{ "xai": { "a": MODEL(1), "b": MODEL(1), "c": MODEL(1) }, "groq": { "x": MODEL(1) } }""");
        var after = Side("""{ "xai": { "b": MODEL(1), "c": MODEL(2.5), "d": MODEL(1) }, "mistral": { "y": MODEL(1), "z": MODEL(1) } }""");

        PriceDiff.Lines(before, after).ShouldBe(
        [
            "- groq/*  1 models",
            "+ mistral/*  2 models",
            "- xai/a",
            "~ xai/c  audio input: 1 -> 2.5",
            "~ xai/c  cache write: 1 -> 2.5",
            "~ xai/c  cache write, 1 h: 1 -> 2.5",
            "~ xai/c  cached input: 1 -> 2.5",
            "~ xai/c  input: 1 -> 2.5",
            "+ xai/d",
        ]);
    }

    [Fact]
    public void Lines_TheSameFileTwice_AreNone()
    {
        var catalog = PriceSide.Of(ModelCatalog.Embedded(), Now);

        PriceDiff.Lines(catalog, PriceSide.Of(ModelCatalog.Embedded(), Now)).ShouldBeEmpty();
    }

    [Fact]
    public void Lines_FormatWithoutTiersAgainstTheCatalog_DoNotCallTheTiersGone()
    {
        var file = PriceFile.Read(
            Encoding.UTF8.GetBytes("""
                [{ "id": "openai", "models": [{ "id": "gpt-5-mini", "match": { "equals": "gpt-5-mini" },
                   "prices": { "input_mtok": 0.25, "cache_read_mtok": 0.025, "output_mtok": 2 } }] }]
                """),
            "f");

        PriceDiff.Lines(PriceSide.Of(ModelCatalog.Embedded(), Now), PriceSide.Of(file, Now))
            .Where(line => line.Contains("gpt-5-mini ", StringComparison.Ordinal) || line.EndsWith("gpt-5-mini", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static PriceSide Side(string json) => PriceSide.Of(
        PriceFile.Read(
            Encoding.UTF8.GetBytes(json.Replace("MODEL(", """{ "limit": {}, "cost": { "output": 2, "input": """, StringComparison.Ordinal)
                .Replace(")", " } }", StringComparison.Ordinal)),
            "f"),
        Now);
}
