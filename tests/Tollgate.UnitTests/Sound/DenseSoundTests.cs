using System.Buffers.Binary;
using Tollgate.Dialects.Sound;

namespace Tollgate.UnitTests.Sound;

/// <summary>Files that hold far more sound than their size lets one think, or hide how much they hold: never taken for measured.</summary>
public sealed class DenseSoundTests
{
    [Fact]
    public async Task Flac_BehindATag_IsNoMp3ThatIsKnownByItsSize()
    {
        byte[] tag = [(byte)'I', (byte)'D', (byte)'3', 4, 0, 0, 0, 0, 0, 10, .. new byte[10]];

        (await MeasureAsync([.. tag, .. SoundFiles.Flac(frames: 1_000, told: 0)])).IsGuess.ShouldBeTrue();
        (await MeasureAsync([.. tag, .. SoundFiles.Mp3(10, false, false)])).IsGuess.ShouldBeFalse();
        (await MeasureAsync([.. tag, .. new byte[900], .. SoundFiles.Mp3(10, false, false)])).IsGuess.ShouldBeFalse();
    }

    [Fact]
    public async Task Tag_ThatClaimsTheWholeFile_LeavesNothingMeasured()
    {
        byte[] tag = [(byte)'I', (byte)'D', (byte)'3', 4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F];

        (await MeasureAsync([.. tag, .. SoundFiles.Mp3(10, false, false)])).IsGuess.ShouldBeTrue();
    }

    [Fact]
    public async Task Ogg_OfAnotherCodec_IsNotMeasured() =>
        (await MeasureAsync(SoundFiles.OggOf("\u007fFLAC\u0001\0"u8.ToArray(), 100))).IsGuess.ShouldBeTrue();

    [Fact]
    public async Task Ogg_WithAnotherStreamBeside_IsNotMeasured() =>
        (await MeasureAsync(SoundFiles.OggOf([.. "OpusHead\u0001\u0001"u8, .. new byte[9]], 100, serialOfRest: 1))).IsGuess.ShouldBeTrue();

    [Fact]
    public async Task Ogg_OfTwoCodecsInTurn_IsNotMeasured()
    {
        byte[] vorbis = [1, .. "vorbis"u8, 0, 0, 0, 0, 1, 0x80, 0xBB, 0, 0, .. new byte[12], 0xB8, 1];

        (await MeasureAsync([.. SoundFiles.OggOf(vorbis, 50), .. SoundFiles.Opus(50, 0, 0)])).IsGuess.ShouldBeTrue();
        (await MeasureAsync([.. SoundFiles.Opus(50, 0, 0), .. SoundFiles.OggOf(vorbis, 50)])).IsGuess.ShouldBeTrue();
    }

    [Theory]
    [InlineData(6, 16)]
    [InlineData(7, 64)]
    [InlineData(6, 8)]
    public async Task Wav_OfATelephonesLaw_HasAByteForEachSampleWhateverItsHeadSays(byte tag, byte bits)
    {
        var wav = SoundFiles.Wav(8_000, 1, 8, 10_000);
        (wav[20], wav[34]) = (tag, bits);

        (await MeasureAsync(wav)).ShouldBe(new SoundLength(10_000, 10_000));
    }

    [Fact]
    public async Task Wav_WhoseSamplesCountFewerBitsThanTheyHave_IsBoundByThose()
    {
        var plain = SoundFiles.Wav(8_000, 1, 64, 1_000);
        byte[] format = [.. plain[20..36], 22, 0, 8, 0, 4, 0, 0, 0, 1, 0, .. new byte[14]];
        BinaryPrimitives.WriteUInt16LittleEndian(format, 0xFFFE);
        byte[] wav = [.. plain[..16], (byte)format.Length, 0, 0, 0, .. format, .. plain[36..]];

        (await MeasureAsync(wav)).MostMs.ShouldBe(8_000);
    }

    [Fact]
    public async Task Mp3_WhoseFramesAreNotAlike_IsBoundByWhatTheyMayHide()
    {
        // Frames of the first layer go over bytes in which others would find slow ones of the third.
        var strange = new byte[672];
        ((byte[])[0xFF, 0xFF, 0xE8, 0xC4]).CopyTo(strange, 0);
        byte[] mp3 = [.. SoundFiles.Mp3(1, false, false), .. Enumerable.Repeat(strange, 100).SelectMany(f => f)];

        (await MeasureAsync(mp3)).MostMs.ShouldBeGreaterThan(100 * 672 * 5);
    }

    [Fact]
    public async Task WebM_WhosePacketsAreEncodedOrThatGoesOnBehindItsEnd_IsNotMeasured()
    {
        var webm = SoundFiles.WebM(1, 3);
        var codec = webm.AsSpan().IndexOf("A_OPUS"u8);
        byte[] encoded = [.. webm[..(codec + 6)], 0x6D, 0x80, 0x40, 0, .. webm[(codec + 6)..]];

        (await MeasureAsync(encoded)).IsGuess.ShouldBeTrue();
        (await MeasureAsync([.. webm, 0xEC, 0x4F, 0xFF, .. SoundFiles.WebM(1, 3)])).IsGuess.ShouldBeTrue();
        (await MeasureAsync([.. webm, .. webm])).IsGuess.ShouldBeTrue();
    }

    [Fact]
    public async Task File_OfNoKindThatIsKnown_IsAGuess() => (await MeasureAsync(new byte[1_000])).IsGuess.ShouldBeTrue();

    private static ValueTask<SoundLength> MeasureAsync(byte[] file) => SoundMeter.MeasureAsync(new HeldBytes(file));
}
