using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Signup;

namespace Tollgate.EdgeTests.Tools;

public sealed partial class SignupTests
{
    private const string Path = "/api/v0/get_api_key";

    [Fact]
    public async Task Key_ByMail_WorksAndOwnsANewWallet()
    {
        await using var server = await EdgeServer.StartAsync();

        var sent = await AskAsync(server, "ann@example.org");
        var got = await RedeemAsync(server, "ann@example.org", Code(server));

        sent.Json.GetProperty("status").GetString().ShouldBe("code_sent");
        var secret = got.Json.GetProperty("api_key").GetString()!;
        ((int)(await server.GetAsync("/api/v0/list_api_keys", secret)).Status).ShouldBe(200);
        var owner = server.Customers.Tenants.Single(t => t.Workspace.Owner == "ann@example.org");
        owner.Workspace.Plan.ShouldBe(Plan.Starter);
        server.Meter.Wallets.Status(new(owner.Workspace.Id, Metering.Identity.KeyMode.Live)).Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("a.n.n@gmail.com", "Ann+x@googlemail.com")]
    [InlineData("bob+one@example.org", "BOB@example.ORG")]
    public async Task Address_InAnotherSpelling_IsTheSameWorkspace(string first, string second)
    {
        await using var server = await EdgeServer.StartAsync();
        await AskAsync(server, first);
        var one = await RedeemAsync(server, first, Code(server));
        server.Time.Advance(TimeSpan.FromSeconds(61));
        await AskAsync(server, second);
        var other = await RedeemAsync(server, second, Code(server));

        other.Json.GetProperty("workspace_id").GetString().ShouldBe(one.Json.GetProperty("workspace_id").GetString());
        other.Json.GetProperty("api_key").GetString().ShouldNotBe(one.Json.GetProperty("api_key").GetString());
        server.Customers.Tenants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Answer_ForAKnownAddress_IsThatForAnUnknownOne()
    {
        await using var server = await EdgeServer.StartAsync();
        await AskAsync(server, "ann@example.org");
        await RedeemAsync(server, "ann@example.org", Code(server));
        server.Time.Advance(TimeSpan.FromMinutes(2));

        var known = await AskAsync(server, "ann@example.org");
        var unknown = await AskAsync(server, "zoe@example.org");
        var wrongKnown = await RedeemAsync(server, "ann@example.org", "000000");
        var wrongUnknown = await RedeemAsync(server, "nobody@example.org", "000000");

        known.Body.ShouldBe(unknown.Body);
        wrongKnown.Error.GetProperty("message").GetString().ShouldBe(wrongUnknown.Error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Code_AfterFiveWrongTries_IsWorthNothing()
    {
        await using var server = await EdgeServer.StartAsync();
        await AskAsync(server, "ann@example.org");
        var code = Code(server);
        for (var i = 0; i < 5; i++)
        {
            (await RedeemAsync(server, "ann@example.org", code == "111111" ? "222222" : "111111")).Param.ShouldBe("code");
        }

        (await RedeemAsync(server, "ann@example.org", code)).Param.ShouldBe("code");
        server.Customers.Tenants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_UsedOrTooOld_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        await AskAsync(server, "ann@example.org");
        var code = Code(server);
        ((int)(await RedeemAsync(server, "ann@example.org", code)).Status).ShouldBe(200);
        (await RedeemAsync(server, "ann@example.org", code)).Param.ShouldBe("code");

        await AskAsync(server, "bob@example.org");
        code = Code(server);
        server.Time.Advance(TimeSpan.FromSeconds(601));
        (await RedeemAsync(server, "bob@example.org", code)).Param.ShouldBe("code");
    }

    [Fact]
    public async Task Codes_AskedForTooOften_AreLimited()
    {
        await using var server = await EdgeServer.StartAsync();
        ((int)(await AskAsync(server, "ann@example.org")).Status).ShouldBe(200);
        var soon = await AskAsync(server, "ann@example.org");
        soon.Code.ShouldBe("RATE_LIMITED");
        soon.Header("Retry-After").ShouldBe("60");
        for (var i = 0; i < 4; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(60));
            ((int)(await AskAsync(server, "ann@example.org")).Status).ShouldBe(200);
        }

        server.Time.Advance(TimeSpan.FromSeconds(60));
        (await AskAsync(server, "ann@example.org")).Code.ShouldBe("RATE_LIMITED");
        for (var i = 0; i < 15; i++)
        {
            ((int)(await AskAsync(server, $"p{i}@example.org")).Status).ShouldBe(200);
        }

        // Twenty of one client within the day.
        (await AskAsync(server, "one-more@example.org")).Code.ShouldBe("RATE_LIMITED");
        server.Time.Advance(TimeSpan.FromDays(1));
        ((int)(await AskAsync(server, "one-more@example.org")).Status).ShouldBe(200);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("a@b")]
    [InlineData("a@@b.com")]
    [InlineData("a\\r\\nBcc: x@y.com@b.com")]
    [InlineData(".a@b.com")]
    [InlineData("a@-b.com")]
    public async Task Address_ThatIsNone_IsRefused(string email)
    {
        await using var server = await EdgeServer.StartAsync();
        (await AskAsync(server, email)).Param.ShouldBe("email");
        server.Mail.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mail_ThatNobodyTakes_IsSaid()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Mail.Refuses = true;
        (await AskAsync(server, "ann@example.org")).Code.ShouldBe("SERVICE_DEGRADED");
    }

    [Fact]
    public async Task Signup_SwitchedOff_SaysSo()
    {
        await using var server = await EdgeServer.StartAsync(add: services => services.AddSingleton(new SignupSettings()));
        var reply = await AskAsync(server, "ann@example.org");
        reply.Code.ShouldBe("PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("signup");
        server.Mail.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_UnderAnIdempotencyKey_IsReplayedToTheSameRequestAlone()
    {
        await using var server = await EdgeServer.StartAsync();
        await AskAsync(server, "ann@example.org");
        var code = Code(server);
        var body = $$"""{"email":"ann@example.org","code":"{{code}}"}""";

        var first = await server.SendAsync(HttpMethod.Post, Path, null, body, ("Idempotency-Key", "1"));
        var again = await server.SendAsync(HttpMethod.Post, Path, null, body, ("Idempotency-Key", "1"));
        var other = await server.SendAsync(HttpMethod.Post, Path, null, """{"email":"bob@example.org"}""", ("Idempotency-Key", "1"));

        again.Body.ShouldBe(first.Body);
        other.Json.GetProperty("status").GetString().ShouldBe("code_sent");
        server.Customers.Tenants.Single().Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Key_KeptForAnIdempotencyKey_IsNotFoundByGuessingItsCode()
    {
        await using var server = await EdgeServer.StartAsync();
        await AskAsync(server, "ann@example.org");
        var code = Code(server);
        var first = await GuessAsync(server, code);
        ((int)first.Status).ShouldBe(200);
        for (var i = 0; i < 4; i++)
        {
            (await GuessAsync(server, code == "111111" ? "222222" : "111111")).Param.ShouldBe("code");
        }

        (await GuessAsync(server, code)).Param.ShouldBe("code");

        static Task<Reply> GuessAsync(EdgeServer server, string code) => server.SendAsync(
            HttpMethod.Post, Path, null, $$"""{"email":"ann@example.org","code":"{{code}}"}""", ("Idempotency-Key", "1"));
    }

    [Fact]
    public async Task Strangers_WithIdempotencyKeys_LeaveNothingInTheStore()
    {
        await using var server = await EdgeServer.StartAsync();

        var first = await server.SendAsync(HttpMethod.Post, "/api/v0/ping", null, "{}", ("Idempotency-Key", "1"));
        server.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await server.SendAsync(HttpMethod.Post, "/api/v0/ping", null, "{}", ("Idempotency-Key", "1"));
        var broken = await server.SendAsync(HttpMethod.Post, "/api/v0/ping", null, "{}", ("Idempotency-Key", "two words"));

        // Not a replay: whoever sends a million of them fills no disk.
        again.Body.ShouldNotBe(first.Body);
        broken.Param.ShouldBe("Idempotency-Key");
    }

    private static Task<Reply> AskAsync(EdgeServer server, string email) =>
        server.SendAsync(HttpMethod.Post, Path, null, $$"""{"email":"{{email}}"}""");

    private static Task<Reply> RedeemAsync(EdgeServer server, string email, string code) =>
        server.SendAsync(HttpMethod.Post, Path, null, $$"""{"email":"{{email}}","code":"{{code}}"}""");

    private static string Code(EdgeServer server) => SixDigits().Match(server.Mail.Letters.Last().Text).Value;

    [GeneratedRegex(@"\d{6}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SixDigits();
}
