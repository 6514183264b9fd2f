using Tollgate.Tools.Email.Dns;

namespace Tollgate.UnitTests.Tools.Email.Dns;

public sealed class DnsReaderTests
{
    private static readonly DnsQuestion Asked = new(0x1234, "a.test", DnsType.Mx);

    // One MX of a.test: 10 m.a.test, by a pointer to the question.
    private static readonly byte[] Good = Convert.FromHexString(
        "123481800001000100000000" + "0161047465737400" + "000f0001" + "c00c" + "000f0001" + "0000003c" + "0006" + "000a" + "016d" + "c00c");

    [Fact]
    public void Question_AsItIsSent_IsWhatServersRead()
    {
        Convert.ToHexStringLower(Asked.Write(isExtended: true)).ShouldBe(
            "123401000001000000000001" + "0161047465737400" + "000f0001" + "00002904d0" + "000000000000");
        Convert.ToHexStringLower(Asked.Write(isExtended: false)).ShouldBe("123401000001000000000000" + "0161047465737400" + "000f0001");
    }

    [Fact]
    public void Answer_AsServersSendIt_IsRead()
    {
        var answer = DnsReader.Read(Good, Asked)!;

        (answer.Code, answer.IsCut).ShouldBe((0, false));
        answer.Of("a.test", DnsType.Mx).Single().ShouldBe(new DnsRecord("a.test", DnsType.Mx, 10, "m.a.test", null));
    }

    [Theory]
    [InlineData("c026")]
    [InlineData("c028")]
    [InlineData("c0ff")]
    [InlineData("c000")]
    [InlineData("ffff")]
    public void Name_ThatPointsToItselfOrAhead_IsNoAnswer(string pointer)
    {
        var packet = Good.ToArray();
        Convert.FromHexString(pointer).CopyTo(packet, packet.Length - 2);

        DnsReader.Read(packet, Asked).ShouldBeNull();
    }

    [Fact]
    public void Packet_CutAnywhere_IsNoAnswerAndNoFault()
    {
        for (var length = 0; length < Good.Length; length++)
        {
            DnsReader.Read(Good.AsSpan(0, length), Asked).ShouldBeNull($"{length} bytes");
        }
    }

    [Fact]
    public void Packet_DamagedAnywhere_IsNoFault()
    {
        var random = new Random(7);
        var readable = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var packet = Good.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                packet[random.Next(2, packet.Length)] = (byte)random.Next(256);
            }

            readable += DnsReader.Read(packet.AsSpan(0, random.Next(packet.Length + 1)), Asked) is null ? 0 : 1;
        }

        readable.ShouldBeLessThan(20_000);
    }
}
