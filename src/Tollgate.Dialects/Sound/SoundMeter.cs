using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Sound;

/// <summary>Tells how long a file of sound lasts, by what stands in it: the head's word is taken only where the rest bears it out.</summary>
public static class SoundMeter
{
    /// <exception cref="IOException">the file cannot be read.</exception>
    public static async ValueTask<SoundLength> MeasureAsync(ByteSource file)
    {
        using var window = new ByteWindow(file);
        var head = await window.AtAsync(0, 16);
        return SoundKinds.Of(head.Span) switch
        {
            SoundKind.Wav => await WavMeter.MeasureAsync(window),
            SoundKind.Flac => await FlacMeter.MeasureAsync(window),
            SoundKind.Ogg => await OggMeter.MeasureAsync(window),
            SoundKind.Mp3 => await Mp3Meter.MeasureAsync(window),
            SoundKind.Mp4 => await Mp4Meter.MeasureAsync(window),
            SoundKind.WebM => await WebMMeter.MeasureAsync(window),
            _ => SoundLength.OfSize(window.Length),
        };
    }
}
