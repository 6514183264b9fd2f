using System.Globalization;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.Host.Commands;

/// <summary>A model and its prices as lines for people.</summary>
internal static class PriceText
{
    public static void Write(TextWriter output, CatalogModel model)
    {
        var card = model.Card;
        output.WriteLine($"{card.Provider}/{card.Model}  ({card.Kind}{(card.Reasoning ? ", reasons" : "")})");
        if (card.Aliases.Count > 0)
        {
            output.WriteLine("  also named        " + string.Join(", ", card.Aliases));
        }

        output.WriteLine($"  context window    {card.ContextWindow} tokens");
        output.WriteLine($"  longest output    {card.MaxOutputTokens} tokens");
        foreach (var dated in model.Prices)
        {
            Write(output, dated);
        }
    }

    private static void Write(TextWriter output, DatedPrice dated)
    {
        var price = dated.Price;
        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(dated.FromMs, 0)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        output.WriteLine(dated.FromMs <= 0 ? $"  price {price.Version}" : $"  price {price.Version}, from {from}");
        Write(output, "", price.Base);
        foreach (var tier in price.LongContext)
        {
            Write(output, $" from {tier.FromInputTokens} input tokens", tier.Sheet);
        }

        foreach (var tier in price.ServiceTiers)
        {
            Write(output, $" in tier {tier.Name}", tier.Sheet);
        }

        WriteUnits(output, price);
        if (price.SearchFee is { } fee)
        {
            output.WriteLine($"    a search          {UsdText.Format(fee.Value)} USD");
        }

        if (price.RequestFeeNanoUsd != 0)
        {
            output.WriteLine($"    a request         {UsdText.Format(price.RequestFeeNanoUsd)} USD");
        }
    }

    private static void WriteUnits(TextWriter output, ModelPrice price)
    {
        if (price.PerCharacter is { } character)
        {
            output.WriteLine($"    1,000,000 characters spoken  {UsdText.Format(character.NanoUsdPerMillion)} USD");
        }

        if (price.PerAudioMs is { } ms)
        {
            output.WriteLine($"    1,000 seconds heard  {UsdText.Format(ms.NanoUsdPerMillion)} USD");
        }

        foreach (var image in price.Images)
        {
            var which = $"{image.Size ?? "any size"}, {image.Quality ?? "any quality"}";
            output.WriteLine(image.OutputTokens > 0
                ? $"    an image ({which})  at most {image.OutputTokens} output tokens"
                : $"    {(image.IsPerMegapixel ? "a megapixel of an image" : "an image")} ({which})  {UsdText.Format(image.NanoUsd)} USD");
        }
    }

    private static void Write(TextWriter output, string where, PriceSheet sheet)
    {
        output.WriteLine($"    USD for 1,000,000 tokens{where}:");
        Line(output, "input", sheet.Input);
        Line(output, "cached input", sheet.CachedInput);
        Line(output, "cache write", sheet.CacheWrite);
        Line(output, "cache write, 1 h", sheet.CacheWriteHour);
        Line(output, "audio input", sheet.AudioInput);
        Line(output, "image input", sheet.ImageInput);
        Line(output, "cached image input", sheet.CachedImageInput);
        Line(output, "output", sheet.Output);
        Line(output, "reasoning", sheet.Reasoning);
        Line(output, "audio output", sheet.AudioOutput);
        Line(output, "image output", sheet.ImageOutput);
    }

    private static void Line(TextWriter output, string what, UnitPrice? price)
    {
        if (price is { } known)
        {
            output.WriteLine($"      {what,-18}{UsdText.Format(known.NanoUsdPerMillion)}");
        }
    }
}
