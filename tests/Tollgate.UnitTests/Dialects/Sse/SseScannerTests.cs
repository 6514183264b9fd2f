using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Dialects.Sse;

namespace Tollgate.UnitTests.Dialects.Sse;

public sealed class SseScannerTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("data: x", 0)]
    [InlineData("data: x\n", 0)]
    [InlineData("data: x\n\n", 9)]
    [InlineData("data: x\n\ndata: y\n\n", 9)]
    [InlineData("data: x\r\n\r\n", 11)]
    [InlineData("data: x\r\n\r", 0)]
    [InlineData("data: x\r\r", 0)]
    [InlineData("data: x\r\rd", 9)]
    [InlineData("data: x\n\r\nd", 10)]
    [InlineData("data: x\r\n\nd", 10)]
    [InlineData("data: x\r\ndata: y\n\n", 18)]
    [InlineData("\n", 1)]
    [InlineData("\r\ndata", 2)]
    [InlineData("\r", 0)]
    public void Next_Buffer_EndsBehindTheBlankLine(string buffer, int length) =>
        SseScanner.NextEventLength(Encoding.UTF8.GetBytes(buffer)).ShouldBe(length);

    [Theory]
    [InlineData("data: x\r\r", 9)]
    [InlineData("data: x\r\n\r", 10)]
    [InlineData("data: x\n", 0)]
    public void Next_StreamEnded_TakesALastCarriageReturn(string buffer, int length) =>
        SseScanner.NextEventLength(Encoding.UTF8.GetBytes(buffer), ended: true).ShouldBe(length);

    [Fact]
    public void Next_AnyCutOfAnyStream_GivesTheSameEvents() =>
        Prop.ForAll(Streams().ToArbitrary(), text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var whole = Events(bytes, bytes.Length);

            for (var cut = 1; cut < bytes.Length; cut++)
            {
                Events(bytes, cut).ShouldBe(whole);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Gen<string> Streams() =>
        from pieces in Gen.Elements("data: a", ":c", "event: e", "data", "\n", "\r\n", "\r", "\n\n", "é").ListOf()
        select string.Concat(pieces);

    // Feeds the stream in pieces of the given size, as a relay does.
    private static List<string> Events(byte[] stream, int piece)
    {
        var events = new List<string>();
        var start = 0;
        for (var end = Math.Min(piece, stream.Length); ; end = Math.Min(end + piece, stream.Length))
        {
            var ended = end == stream.Length;
            while (SseScanner.NextEventLength(stream.AsSpan(start..end), ended) is > 0 and var length)
            {
                events.Add(Encoding.UTF8.GetString(stream, start, length));
                start += length;
            }

            if (ended)
            {
                events.Add(Encoding.UTF8.GetString(stream.AsSpan(start)));
                return events;
            }
        }
    }
}
