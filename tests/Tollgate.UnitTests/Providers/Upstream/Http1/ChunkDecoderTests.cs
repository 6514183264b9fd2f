using System.Text;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.UnitTests.Providers.Upstream.Http1;

public sealed class ChunkDecoderTests
{
    private const string Whole =
        "5\r\nabcde\r\n000A;name=\"va lue\"\r\n0123456789\r\n1 ;x\r\nz\r\n0;last\r\nX-Trailer: a\r\nOther: b\r\n\r\n";

    private const string Data = "abcde0123456789z";

    [Fact]
    public void Decode_CutAtEveryByte_GivesTheSameData()
    {
        for (var cut = 0; cut <= Whole.Length; cut++)
        {
            Decode(Whole[..cut], Whole[cut..]).ShouldBe((Data, true, false, Whole.Length), $"cut at {cut}");
        }
    }

    [Fact]
    public void Decode_ByteByByte_GivesTheSameData() =>
        Decode([.. Whole.Select(c => c.ToString())]).ShouldBe((Data, true, false, Whole.Length));

    [Fact]
    public void Decode_InPlace_GivesTheSameData()
    {
        var bytes = Encoding.ASCII.GetBytes(Whole);
        var decoder = default(ChunkDecoder);

        var data = decoder.Decode(bytes, bytes, out var consumed);

        Encoding.ASCII.GetString(bytes, 0, data).ShouldBe(Data);
        consumed.ShouldBe(Whole.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Decode_IntoLittleRoom_StopsAndGoesOn(int room)
    {
        var source = Encoding.ASCII.GetBytes(Whole).AsSpan();
        var target = new byte[room];
        var decoder = default(ChunkDecoder);
        var all = new StringBuilder();
        while (!decoder.IsOver)
        {
            var data = decoder.Decode(source, target, out var consumed);
            all.Append(Encoding.ASCII.GetString(target, 0, data));
            source = source[consumed..];
        }

        all.ToString().ShouldBe(Data);
        source.Length.ShouldBe(0);
    }

    [Fact]
    public void Decode_BytesBehindTheEnd_LeavesThem()
    {
        const string end = "1\r\na\r\n0\r\n\r\n";

        Decode(end + "HTTP/1.1 200 OK").ShouldBe(("a", true, false, end.Length));
    }

    [Fact]
    public void Decode_BeforeTheEnd_IsNeverOver()
    {
        for (var cut = 0; cut < Whole.Length; cut++)
        {
            Decode(Whole[..cut]).Over.ShouldBeFalse($"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("zz\r\na\r\n")]
    [InlineData("\r\na\r\n")]
    [InlineData("-1\r\na\r\n")]
    [InlineData("+1\r\na\r\n")]
    [InlineData("0x1\r\na\r\n")]
    [InlineData(" 1\r\na\r\n")]
    [InlineData("1\na\r\n")]
    [InlineData("1\ra\r\n")]
    [InlineData("1 1\r\na\r\n")]
    [InlineData("1\r\nab\r\n")]
    [InlineData("1\r\na\n")]
    [InlineData("1\r\na\r0\r\n\r\n")]
    [InlineData("1;x\ny\r\na\r\n")]
    [InlineData("1;\u007f\r\na\r\n")]
    [InlineData("1000000000000000\r\na\r\n")]
    [InlineData("0\r\nX: a\n\r\n\r\n")]
    [InlineData("0\r\n X: a\r\n\r\n")]
    [InlineData("0\r\n\rx")]
    public void Decode_WhatIsNotExactlyChunked_IsFaulty(string body) => Decode(body).Faulty.ShouldBeTrue();

    [Fact]
    public void Decode_DataBeforeAFault_IsGivenOut() => Decode("3\r\nabc\r\n3\r\ndef!").Data.ShouldBe("abcdef");

    [Fact]
    public void Decode_LinesWithoutEnd_AreFaulty()
    {
        Decode("1;" + new string('x', 2_000)).Faulty.ShouldBeTrue();
        Decode("1" + new string(' ', 2_000)).Faulty.ShouldBeTrue();
        Decode("0\r\n" + string.Concat(Enumerable.Repeat("X-Trailer: 0123456789\r\n", 500))).Faulty.ShouldBeTrue();
    }

    private static (string Data, bool Over, bool Faulty, int Consumed) Decode(params string[] pieces)
    {
        var decoder = default(ChunkDecoder);
        var all = new StringBuilder();
        var total = 0;
        foreach (var piece in pieces)
        {
            var target = new byte[piece.Length];
            var data = decoder.Decode(Encoding.ASCII.GetBytes(piece), target, out var consumed);
            all.Append(Encoding.ASCII.GetString(target, 0, data));
            total += consumed;
        }

        return (all.ToString(), decoder.IsOver, decoder.IsFaulty, total);
    }
}
