using System.Text.Json;
using Tollgate.Inference.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Catalog;

/// <summary>Reads a file of the catalog and says everything that is wrong with it at once.</summary>
internal static class CatalogFile
{
    private const long MsPerSecond = 1_000;

    /// <summary>All models of the file, in its order.</summary>
    /// <exception cref="InvalidDataException">the file is wrong; the message has one line for each finding.</exception>
    public static IReadOnlyList<CatalogModel> Read(ReadOnlyMemory<byte> json, string name)
    {
        CatalogFormat file;
        try
        {
            file = FormatReader.Read(json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }

        var findings = CatalogRules.Check(file);
        return findings.Count == 0
            ? (file.Models ?? []).Select(model => ToModel(file, model)).ToArray()
            : throw new InvalidDataException(string.Join('\n', findings.Select(f => $"{name}: {f}")));
    }

    private static CatalogModel ToModel(CatalogFormat file, ModelFormat model)
    {
        var card = new ModelCard
        {
            Provider = file.Provider!,
            Model = model.Model!,
            Aliases = model.Aliases ?? [],
            Kind = model.Kind!,
            Endpoints = model.Endpoints!,
            ContextWindow = model.ContextWindow!.Value,
            MaxOutputTokens = model.MaxOutputTokens!.Value,
            Reasoning = model.Reasoning,
            ReleasedOn = model.ReleasedOn,
            RetiresOn = model.RetiresOn,
        };
        var version = file.Version ?? $"catalog/{file.AsOf:yyyy-MM-dd}";
        return new CatalogModel(card, model.Prices!.Select(p => new DatedPrice(FromMs(p), ToPrice(p, model, version))).ToArray(), file.BuiltIn)
        {
            AsOf = file.AsOf!.Value,
        };
    }

    private static long FromMs(PriceFormat price) => price.ValidFrom is { } day
        ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds()
        : long.MinValue;

    /// <summary>A price as calls use it; without limits where the model has none yet.</summary>
    public static ModelPrice ToPrice(PriceFormat price, ModelFormat model, string version) => new()
    {
        Version = version,
        Base = ToSheet(price),
        LongContext = ToTiers(price.LongContext),
        ServiceTiers = (price.ServiceTiers ?? [])
            .Select(t => new ServiceTier(t.Name!, ToSheet(t)) { LongContext = ToTiers(t.LongContext) }).ToArray(),
        SearchFee = price.PerSearchUsd is { } fee ? new NanoPerSearch(fee) : null,
        RequestFeeNanoUsd = price.PerRequestUsd ?? 0,
        PerCharacter = Unit(price.InputPerMchar),
        PerAudioMs = Unit(checked(price.PerSecondUsd * MsPerSecond)),
        Images = (price.Images ?? []).Select(ToImage).ToArray(),
        DefaultImageSize = price.DefaultImageSize,
        DefaultImageQuality = price.DefaultImageQuality,
        ContextWindow = model.ContextWindow ?? 0,
        MaxOutputTokens = model.MaxOutputTokens ?? 0,
    };

    private static ImagePrice ToImage(ImageFormat image) => new()
    {
        Size = image.Size,
        Quality = image.Quality,
        NanoUsd = image.PerImageUsd ?? image.PerMegapixelUsd ?? 0,
        IsPerMegapixel = image.PerMegapixelUsd is not null,
        OutputTokens = image.OutputTokens ?? 0,
    };

    private static LongContextTier[] ToTiers(IReadOnlyList<LongContextFormat>? tiers) =>
        (tiers ?? []).Select(t => new LongContextTier(t.FromInputTokens!.Value, ToSheet(t))).ToArray();

    private static PriceSheet ToSheet(SheetFormat sheet) => new()
    {
        Input = new UnitPrice(sheet.InputPerMtok ?? 0),
        Output = new UnitPrice(sheet.OutputPerMtok ?? 0),
        CachedInput = Unit(sheet.CachedInputPerMtok),
        CacheWrite = Unit(sheet.CacheWritePerMtok),
        CacheWriteHour = Unit(sheet.CacheWriteHourPerMtok),
        AudioInput = Unit(sheet.AudioInputPerMtok),
        ImageInput = Unit(sheet.ImageInputPerMtok),
        CachedImageInput = Unit(sheet.CachedImageInputPerMtok),
        Reasoning = Unit(sheet.ReasoningPerMtok),
        AudioOutput = Unit(sheet.AudioOutputPerMtok),
        ImageOutput = Unit(sheet.ImageOutputPerMtok),
    };

    private static UnitPrice? Unit(long? price) => price is { } value ? new UnitPrice(value) : null;
}
