using System.Buffers.Binary;
using Tollgate.Dialects.Sound;

namespace Tollgate.UnitTests.Sound;

public sealed class SoundMeterTests
{
    [Theory]
    [InlineData(16_000, 1, 16, 2_500)]
    [InlineData(44_100, 2, 16, 2_500)]
    [InlineData(48_000, 2, 24, 100)]
    [InlineData(8_000, 1, 8, 60_000)]
    public async Task Wav_OfPlainSamples_LastsAsItsBytesSay(int rate, int channels, int bits, int ms)
    {
        var length = await MeasureAsync(SoundFiles.Wav(rate, channels, bits, ms));

        length.ShouldBe(new SoundLength(ms, ms));
    }

    [Fact]
    public async Task Wav_ThatSaysItIsShorterThanItIs_IsBoundByAllOfIt()
    {
        var wav = SoundFiles.Wav(16_000, 1, 16, 10_000);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), 32_000);

        (await MeasureAsync(wav)).ShouldBe(new SoundLength(1_000, 10_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Wav_WhoseEndWasNotKnown_LastsToItsEnd(int told)
    {
        var wav = SoundFiles.Wav(16_000, 1, 16, 10_000);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), told);

        (await MeasureAsync(wav)).ExactMs.ShouldBe(10_000);
    }

    [Fact]
    public async Task Wav_OfCompressedSamples_IsKnownByItsSizeAlone()
    {
        var wav = SoundFiles.Wav(16_000, 1, 16, 10_000);
        wav[20] = 2;

        (await MeasureAsync(wav)).ShouldBe(SoundLength.OfSize(wav.Length));
    }

    [Fact]
    public async Task Mp3_FrameByFrame_LastsAsLongAsItsFramesWhateverItsIndexSays()
    {
        // 1,152 samples at 44,100 a second, after a tag and an index that is not heard.
        var mp3 = SoundFiles.Mp3(frames: 1_000, withTag: true, withIndex: true);

        var length = await MeasureAsync(mp3);

        length.ExactMs.ShouldNotBeNull().ShouldBeInRange(26_122, 26_124);
        length.MostMs.ShouldBeGreaterThanOrEqualTo(26_148);
    }

    [Fact]
    public async Task Mp3_WithStrangeBytesInIt_IsBoundByThemAsWell()
    {
        var mp3 = SoundFiles.Mp3(frames: 100, withTag: false, withIndex: false);

        var length = await MeasureAsync([.. mp3, .. new byte[100_000]]);

        length.ExactMs.ShouldBeNull();
        length.MostMs.ShouldBeGreaterThan(550_000);
    }

    [Fact]
    public async Task Opus_PacketByPacket_LastsAsItsPacketsSay()
    {
        var length = await MeasureAsync(SoundFiles.Opus(packets: 500, end: (500 * 960) + 312, preSkip: 312));

        length.ShouldBe(new SoundLength(10_000, 10_000));
    }

    [Fact]
    public async Task Opus_ThatSaysItIsShorterThanItIs_IsBoundByItsPackets()
    {
        var length = await MeasureAsync(SoundFiles.Opus(packets: 500, end: 48_000 + 312, preSkip: 312));

        length.MostMs.ShouldBe(10_000);
        length.ExactMs.ShouldNotBeNull().ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task Flac_OfSilence_LastsAsItsFramesSayThoughItHasNextToNoBytes()
    {
        var flac = SoundFiles.Flac(frames: 1_000, told: 4_096_000);

        var length = await MeasureAsync(flac);

        flac.Length.ShouldBeLessThan(20_000);
        length.ShouldBe(new SoundLength(256_000, 256_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16_000)]
    public async Task Flac_WhoseHeadLies_IsMeasuredByItsFrames(int told)
    {
        var length = await MeasureAsync(SoundFiles.Flac(frames: 1_000, told));

        length.ShouldBe(new SoundLength(256_000, 256_000));
    }

    [Fact]
    public async Task M4a_ByItsTables_LastsAsItsTrackSays()
    {
        var length = await MeasureAsync(SoundFiles.M4a(duration: 441_000, rate: 44_100, packets: 431));

        length.ExactMs.ShouldBe(10_000);
        length.MostMs.ShouldBe(10_008);
    }

    [Fact]
    public async Task M4a_ThatSaysItIsShorterThanItIs_IsBoundByItsPackets()
    {
        var length = await MeasureAsync(SoundFiles.M4a(duration: 44_100, rate: 44_100, packets: 431));

        length.ShouldBe(new SoundLength(null, 10_008));
    }

    [Fact]
    public async Task M4a_WhoseDecoderIsSlowerThanItsTrackSays_IsBoundByTheDecoder()
    {
        var length = await MeasureAsync(SoundFiles.M4a(duration: 480_000, rate: 48_000, packets: 431, codedRate: 8_000));

        length.MostMs.ShouldBe(55_168);
    }

    [Fact]
    public async Task M4a_InFragments_IsBoundByTheirPackets()
    {
        var length = await MeasureAsync(SoundFiles.FragmentedM4a(rate: 16_000, fragments: 20, packetsEach: 15));

        length.ShouldBe(new SoundLength(null, 19_200));
    }

    [Fact]
    public async Task WebM_OfOpus_LastsAsItsPacketsSayWithoutALengthInItsHead()
    {
        var length = await MeasureAsync(SoundFiles.WebM(clusters: 5, packets: 50));

        length.ShouldBe(new SoundLength(5_000, 5_000));
    }

    [Fact]
    public async Task File_ThatIsNoSound_IsKnownByItsSizeAlone()
    {
        (await MeasureAsync(new byte[1_000])).ShouldBe(new SoundLength(null, 4_000) { IsGuess = true });
        (await MeasureAsync([])).ShouldBe(new SoundLength(null, 0) { IsGuess = true });
    }

    [Fact]
    public async Task File_CutAtAnyPlaceOrWithAnyByteChanged_IsMeasuredWithoutFault()
    {
        byte[][] files =
        [
            SoundFiles.Wav(8_000, 1, 8, 100), SoundFiles.Mp3(3, true, true), SoundFiles.Opus(20, 20 * 960, 0), SoundFiles.Flac(5, 0),
            SoundFiles.M4a(44_100, 44_100, 44), SoundFiles.WebM(2, 3),
        ];
        var random = new Random(7);
        foreach (var file in files)
        {
            for (var cut = 0; cut < file.Length; cut += 1 + (file.Length / 300))
            {
                (await MeasureAsync(file[..cut])).MostMs.ShouldBeGreaterThanOrEqualTo(0);
                byte[] changed = [.. file];
                changed[cut] = (byte)random.Next(256);
                var length = await MeasureAsync(changed);
                length.MostMs.ShouldBeGreaterThanOrEqualTo(0);
                (length.ExactMs ?? 0).ShouldBeLessThanOrEqualTo(length.MostMs);
            }
        }
    }

    private static ValueTask<SoundLength> MeasureAsync(byte[] file) => SoundMeter.MeasureAsync(new HeldBytes(file));
}
