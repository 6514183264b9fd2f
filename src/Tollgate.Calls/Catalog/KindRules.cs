namespace Tollgate.Calls.Catalog;

/// <summary>What the price of a model needs for what it is for: without it no call could be charged, or none be bounded.</summary>
internal static class KindRules
{
    /// <summary>What is lacking; null when nothing is.</summary>
    public static string? Lacking(ModelFormat model, PriceFormat price) => model.Kind switch
    {
        ModelKinds.Embedding => price.InputPerMtok is null ? "a price lacks input_per_mtok" : null,
        ModelKinds.Image => LackingOfImages(model, price),
        ModelKinds.Speech => price.InputPerMchar is not null || (price.AudioOutputPerMtok ?? price.OutputPerMtok) is not null && model.MaxOutputTokens > 0
            ? null
            : "a price of speech needs input_per_mchar, or audio_output_per_mtok with max_output_tokens",
        ModelKinds.Transcription => price.PerSecondUsd is not null || (price.AudioInputPerMtok ?? price.InputPerMtok) is not null
            ? null
            : "a price of transcription needs per_second_usd, or audio_input_per_mtok",
        _ => null,
    };

    private static string? LackingOfImages(ModelFormat model, PriceFormat price)
    {
        var images = price.Images ?? [];
        var hasTokens = (price.ImageOutputPerMtok ?? price.OutputPerMtok) is not null;
        return images.Count == 0 && !(hasTokens && model.MaxOutputTokens > 0)
                ? "a price of images needs images, or image_output_per_mtok with max_output_tokens"
            : images.Any(i => i.OutputTokens is not null) && !hasTokens ? "images of output_tokens need image_output_per_mtok"
            : null;
    }
}
