using System.Text;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.UnitTests.Providers.Upstream.Http1;

public sealed class ReplyHeadReaderTests
{
    private const string Whole =
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type:application/problem+json\r\nX-Empty:\r\ncontent-LENGTH: \t12 \r\nRetry-After: 7\r\nKeep-Alive: timeout=5, max=100\r\n\r\n";

    [Fact]
    public void Read_WholeHead_GivesWhatIsNeeded()
    {
        var head = Good(Whole + "{\"a\":1}");

        head.ShouldBe(new ReplyHead
        {
            Status = 429,
            ContentType = "application/problem+json",
            ContentLength = 12,
            RetryAfter = "7",
            KeepsAlive = true,
            IdleTime = TimeSpan.FromSeconds(5),
        });
    }

    [Fact]
    public void Read_CutAtEveryByte_WaitsForTheRest()
    {
        var bytes = Encoding.ASCII.GetBytes(Whole + "body");
        for (var cut = 0; cut < Whole.Length; cut++)
        {
            ReplyHeadReader.TryRead(bytes.AsSpan(0, cut), 0, out _, out var early).ShouldBeNull();
            early.ShouldBe(0);
            ReplyHeadReader.TryRead(bytes, cut, out var head, out var length).ShouldBeNull();
            length.ShouldBe(Whole.Length);
            head.Status.ShouldBe(429);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", true)]
    [InlineData("HTTP/1.1 200", true)]
    [InlineData("HTTP/1.1 200 ", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close", false)]
    [InlineData("HTTP/1.1 200 OK\r\nconnection: x, Close", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: closed", true)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive", false)]
    public void Read_Head_KnowsWhetherTheConnectionStays(string head, bool stays) => Good(head + "\r\n\r\n").KeepsAlive.ShouldBe(stays);

    [Theory]
    [InlineData("identity", false)]
    [InlineData("", false)]
    [InlineData("gzip", true)]
    [InlineData("identity, br", true)]
    public void Read_ContentEncoding_IsNoticed(string value, bool encoded) =>
        Good($"HTTP/1.1 200 OK\r\nContent-Encoding: {value}\r\n\r\n").IsEncoded.ShouldBe(encoded);

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("text/event-stream; charset=utf-8", "text/event-stream; charset=utf-8")]
    [InlineData("Text/Event-Stream", "Text/Event-Stream")]
    [InlineData("text/\u00e4", null)]
    public void Read_ContentType_IsGivenWhereItCanBeSentOn(string value, string? given) =>
        Good($"HTTP/1.1 200 OK\r\nContent-Type: {value}\r\n\r\n").ContentType.ShouldBe(given);

    [Fact]
    public void Read_SameLengthTwice_IsOne() =>
        Good("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n").ContentLength.ShouldBe(5);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("http/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200\tOK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 O\nK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nNo colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: nameless\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n\tfolded: c\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public void Read_WhatIsNoValidHead_IsAFault(string text) =>
        ReplyHeadReader.TryRead(Encoding.Latin1.GetBytes(text), 0, out _, out _).ShouldNotBeNull();

    [Fact]
    public void Read_HeadWithoutEnd_IsAFaultAtItsLimit()
    {
        var line = "X: " + new string('x', 1_000) + "\r\n";
        var text = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat(line, 40));
        var bytes = Encoding.ASCII.GetBytes(text);

        ReplyHeadReader.TryRead(bytes.AsSpan(0, ReplyHeadReader.MostHeadBytes - 1), 0, out _, out _).ShouldBeNull();
        ReplyHeadReader.TryRead(bytes.AsSpan(0, ReplyHeadReader.MostHeadBytes), 0, out _, out _).ShouldNotBeNull();
        ReplyHeadReader.TryRead([.. bytes, .. "\r\n"u8], 0, out _, out _).ShouldNotBeNull();
    }

    private static ReplyHead Good(string text)
    {
        ReplyHeadReader.TryRead(Encoding.Latin1.GetBytes(text), 0, out var head, out var length).ShouldBeNull();
        length.ShouldBe(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);
        return head;
    }
}
