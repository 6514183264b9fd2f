using System.Net;
using Tollgate.Testing;
using Tollgate.Tools.Email.Dns;

namespace Tollgate.UnitTests.Tools.Email.Dns;

public sealed class DnsResolverTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Question_ThatIsAnswered_GivesTheRecords()
    {
        await using var server = FakeDnsServer.Start().Mx("acme.test", 20, "b.mail.test").Mx("acme.test", 10, "a.mail.test").A("a.mail.test", "192.0.2.1");
        using var chance = new SeededBytes(1);
        var resolver = new DnsResolver([server.Address], chance, _time);

        var mail = await resolver.AskAsync("acme.test", DnsType.Mx, default);
        var address = await resolver.AskAsync("a.mail.test", DnsType.A, default);

        mail!.Of("acme.test", DnsType.Mx).Select(r => (r.Preference, r.Target)).ShouldBe([(20, "b.mail.test"), (10, "a.mail.test")]);
        address!.Of("a.mail.test", DnsType.A).Single().Address.ShouldBe(IPAddress.Parse("192.0.2.1"));
        server.Ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Name_ThatIsAnAlias_HasWhatItLeadsToAndNothingElse()
    {
        await using var server = FakeDnsServer.Start().Alias("acme.test", "host.test").Mx("host.test", 1, "mail.test");
        using var chance = new SeededBytes(1);

        var answer = await new DnsResolver([server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, default);

        answer!.Of("acme.test", DnsType.Mx).Single().Target.ShouldBe("mail.test");
        answer.Of("other.test", DnsType.Mx).ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_ThatWasCut_IsAskedForOverTcp()
    {
        await using var server = FakeDnsServer.Start();
        server.IsCut = true;
        for (var i = 0; i < 60; i++)
        {
            server.Mx("acme.test", i, $"mail-host-number-{i}.acme.test");
        }

        using var chance = new SeededBytes(1);
        var answer = await new DnsResolver([server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, default);

        answer!.Of("acme.test", DnsType.Mx).Count.ShouldBe(60);
        server.Asked.ShouldBe(["udp 15 acme.test", "tcp 15 acme.test"]);
    }

    [Fact]
    public async Task Answers_ThatAreNotOurs_AreWaitedPast()
    {
        await using var server = FakeDnsServer.Start().Mx("acme.test", 1, "mail.test");
        server.Spoil = answer => [[], [1, 2, 3], Changed(answer, 0), Changed(answer, 2), Changed(answer, 13), Changed(answer, 12 + 10 + 2), answer];
        using var chance = new SeededBytes(1);

        var answer = await new DnsResolver([server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, default);

        answer!.Of("acme.test", DnsType.Mx).Single().Target.ShouldBe("mail.test");
        server.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Server_ThatSaysNothing_IsLeftForTheNext()
    {
        await using var silent = FakeDnsServer.Start();
        silent.IsSilent = true;
        await using var server = FakeDnsServer.Start().Mx("acme.test", 1, "mail.test");
        using var chance = new SeededBytes(1);

        var asking = new DnsResolver([silent.Address, server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, default);
        await silent.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await asking)!.Of("acme.test", DnsType.Mx).Single().Target.ShouldBe("mail.test");
    }

    [Fact]
    public async Task Servers_ThatFail_AreAskedTwiceAndThenNobodyKnows()
    {
        await using var server = FakeDnsServer.Start();
        server.Code = 2;
        using var chance = new SeededBytes(1);

        (await new DnsResolver([server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, default)).ShouldBeNull();

        server.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Server_OfOldTimes_IsAskedInThePlainestForm()
    {
        await using var server = FakeDnsServer.Start().Mx("acme.test", 1, "mail.test");
        server.IsOld = true;
        using var chance = new SeededBytes(1);

        var answer = await new DnsResolver([server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, default);

        answer!.Of("acme.test", DnsType.Mx).Single().Target.ShouldBe("mail.test");
    }

    [Fact]
    public async Task Name_ThatDoesNotExist_IsAnAnswer()
    {
        await using var server = FakeDnsServer.Start();
        using var chance = new SeededBytes(1);

        var answer = await new DnsResolver([server.Address], chance, _time).AskAsync("nowhere.test", DnsType.Mx, default);

        (answer!.Code, answer.Of("nowhere.test", DnsType.Mx).Count).ShouldBe((FakeDnsServer.NameError, 0));
    }

    [Fact]
    public async Task Question_ThatIsGivenUp_Ends()
    {
        await using var server = FakeDnsServer.Start();
        server.IsSilent = true;
        using var chance = new SeededBytes(1);
        using var stop = new CancellationTokenSource();

        var asking = new DnsResolver([server.Address], chance, _time).AskAsync("acme.test", DnsType.Mx, stop.Token);
        await server.NextAsync();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public void Addresses_OfAMachinesFile_AreItsNameservers()
    {
        ResolverAddresses.Read("# x\nsearch a.test\nnameserver 192.0.2.7\r\n nameserver\t2001:db8::1 # y\nnameserver nonsense\n")
            .ShouldBe([new IPEndPoint(IPAddress.Parse("192.0.2.7"), 53), new IPEndPoint(IPAddress.Parse("2001:db8::1"), 53)]);
        ResolverAddresses.Read("").ShouldBe([new IPEndPoint(IPAddress.Loopback, 53)]);
    }

    private static byte[] Changed(byte[] answer, int at)
    {
        var changed = answer.ToArray();
        changed[at] ^= 0x55;
        return changed;
    }
}
