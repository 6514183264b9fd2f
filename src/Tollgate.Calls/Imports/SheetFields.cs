using Tollgate.Calls.Catalog;

namespace Tollgate.Calls.Imports;

/// <summary>The prices of a sheet by their names, for formats that name them otherwise.</summary>
internal static class SheetFields
{
    /// <summary>Sets the price of that name. A price of 0 for a part of the whole says that there is none: it costs what the whole costs.</summary>
    public static void Set(SheetFormat sheet, string name, long nanoUsd)
    {
        long? part = nanoUsd == 0 ? null : nanoUsd;
        switch (name)
        {
            case "input": sheet.InputPerMtok = nanoUsd; break;
            case "output": sheet.OutputPerMtok = nanoUsd; break;
            case "cached_input": sheet.CachedInputPerMtok = part; break;
            case "cache_write": sheet.CacheWritePerMtok = part; break;
            case "cache_write_hour": sheet.CacheWriteHourPerMtok = part; break;
            case "audio_input": sheet.AudioInputPerMtok = part; break;
            case "audio_output": sheet.AudioOutputPerMtok = part; break;
            case "image_input": sheet.ImageInputPerMtok = part; break;
            case "cached_image_input": sheet.CachedImageInputPerMtok = part; break;
            case "image_output": sheet.ImageOutputPerMtok = part; break;
            case "reasoning": sheet.ReasoningPerMtok = part; break;
            default: throw new ArgumentException($"no price is named {name}", nameof(name));
        }
    }

    /// <summary>Gives a sheet for long input what only its base has.</summary>
    public static void Complete(SheetFormat sheet, SheetFormat with)
    {
        sheet.InputPerMtok ??= with.InputPerMtok;
        sheet.OutputPerMtok ??= with.OutputPerMtok;
        sheet.CachedInputPerMtok ??= with.CachedInputPerMtok;
        sheet.CacheWritePerMtok ??= with.CacheWritePerMtok;
        sheet.CacheWriteHourPerMtok ??= with.CacheWriteHourPerMtok;
        sheet.AudioInputPerMtok ??= with.AudioInputPerMtok;
        sheet.AudioOutputPerMtok ??= with.AudioOutputPerMtok;
        sheet.ImageInputPerMtok ??= with.ImageInputPerMtok;
        sheet.CachedImageInputPerMtok ??= with.CachedImageInputPerMtok;
        sheet.ImageOutputPerMtok ??= with.ImageOutputPerMtok;
        sheet.ReasoningPerMtok ??= with.ReasoningPerMtok;
    }
}
