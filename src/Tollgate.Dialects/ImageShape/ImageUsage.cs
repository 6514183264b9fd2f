using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.ImageShape;

/// <summary>The usage of images in OpenAI's words: tokens of text and of images, in and out. Of repeated reports the last one counts.</summary>
internal struct ImageUsage()
{
    private Report _report = new();
    private bool _broken;

    /// <summary>Reads the value the reader stands on; a null adds nothing.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!UsageReport.TryOpenPart(ref reader, ref _broken))
        {
            return;
        }

        _report = new Report();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader);
        }
    }

    /// <summary>What was reported, with the images that came.</summary>
    /// <param name="images">How many came; negative where the reply has no place for them.</param>
    /// <param name="usage">The usage.</param>
    public readonly UsageState Take(long images, out ReportedUsage usage)
    {
        // What is no text is an image; where nothing tells them apart, all is.
        var output = Math.Max(_report.Output, 0);
        var input = Math.Max(_report.Input, 0);
        var cachedImages = Math.Min(_report.CachedImages, _report.Cached);
        usage = new ReportedUsage
        {
            InputTokens = input,
            CachedInputTokens = _report.Cached,
            CachedImageInputTokens = cachedImages,
            ImageInputTokens = Math.Max(_report.ImageInput - cachedImages, 0),
            OutputTokens = output,
            ImageOutputTokens = _report.ImageOutput >= 0 ? _report.ImageOutput : Math.Max(output - _report.TextOutput, 0),
            Images = Math.Max(images, 0),
        };
        var told = _report.Input >= 0 && _report.Output >= 0;
        var sound = usage.ImageOutputTokens <= output && usage.CachedInputTokens + usage.ImageInputTokens <= input;
        return _broken || (told && !sound) || _report.Input >= 0 != _report.Output >= 0 ? UsageState.Absurd
            : told || images > 0 ? UsageState.Reported
            : UsageState.Missing;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("input_tokens"u8))
        {
            TokenNumber.Take(ref reader, ref _report.Input, ref _broken);
        }
        else if (reader.ValueTextEquals("output_tokens"u8))
        {
            TokenNumber.Take(ref reader, ref _report.Output, ref _broken);
        }
        else if (reader.ValueTextEquals("input_tokens_details"u8))
        {
            ReadDetails(ref reader, Part.Input);
        }
        else if (reader.ValueTextEquals("output_tokens_details"u8))
        {
            ReadDetails(ref reader, Part.Output);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadDetails(ref Utf8JsonReader reader, Part part)
    {
        reader.Read();
        if (!UsageReport.TryOpenPart(ref reader, ref _broken))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadDetail(ref reader, part);
        }
    }

    private void ReadDetail(ref Utf8JsonReader reader, Part part)
    {
        if (reader.ValueTextEquals("image_tokens"u8))
        {
            if (part == Part.Output)
            {
                TokenNumber.Take(ref reader, ref _report.ImageOutput, ref _broken);
            }
            else
            {
                TokenNumber.Take(ref reader, ref part == Part.Input ? ref _report.ImageInput : ref _report.CachedImages, ref _broken);
            }
        }
        else if (part == Part.Output && reader.ValueTextEquals("text_tokens"u8))
        {
            TokenNumber.Take(ref reader, ref _report.TextOutput, ref _broken);
        }
        else if (part == Part.Input && reader.ValueTextEquals("cached_tokens"u8))
        {
            TokenNumber.Take(ref reader, ref _report.Cached, ref _broken);
        }
        else if (part == Part.Input && reader.ValueTextEquals("cached_tokens_details"u8))
        {
            ReadDetails(ref reader, Part.Cached);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private enum Part
    {
        Input,
        Cached,
        Output,
    }

    private struct Report()
    {
        public long Input = -1;
        public long Output = -1;
        public long Cached;
        public long CachedImages;
        public long ImageInput;
        public long ImageOutput = -1;
        public long TextOutput;
    }
}
