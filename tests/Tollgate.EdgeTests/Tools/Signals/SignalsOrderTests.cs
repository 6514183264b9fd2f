using System.Text.Json;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Tools.Signals;

public sealed class SignalsOrderTests
{
    private const string Available =
        """["signal_hiring_role","signal_hiring_support","signal_hiring_sales_rep","signal_hiring_sales_leadership","signal_hiring_sales_rep_repost","signal_technologies_identified","signal_trustpilot_negative_reviews","signal_trustpilot_negative_support_reviews","signal_trustpilot_positive_reviews","signal_socials_spike"]""";

    [Fact]
    public async Task Order_ThatWasNeverSet_IsAllOfThem()
    {
        await using var stage = await SignalStage.StartAsync();
        (await stage.Tools.GetAsync("get_signals_order")).Body.ShouldBe($$"""{"order":{{Available}},"available_signals":{{Available}}}""");
    }

    [Fact]
    public async Task Order_ThatIsSet_HoldsForTheWorkspaceAloneAndIsKept()
    {
        await using var stage = await SignalStage.StartAsync();
        var server = stage.Tools.Server;
        var other = stage.Tools.Issue(of: server.Workspace());

        var set = await stage.PostAsync("set_signals_order", """{"order":["signal_socials_spike","signal_hiring_support"]}""");

        set.Body.ShouldBe($$"""{"order":["signal_socials_spike","signal_hiring_support"],"available_signals":{{Available}}}""");
        (await stage.Tools.GetAsync("get_signals_order")).Body.ShouldBe(set.Body);
        (await stage.Tools.GetAsync("get_signals_order", other.Secret)).Json.GetProperty("order").GetArrayLength().ShouldBe(10);
        using var chance = new SeededBytes(7);
        new CustomerDirectory(server.CustomerStore, server.Time, new IdSource(server.Time, new Random(7)), chance)
            .Find(stage.Tools.Tenant.Workspace.Id)!.Workspace.Settings.SignalsOrder.ShouldBe(["signal_socials_spike", "signal_hiring_support"]);
    }

    [Fact]
    public async Task Order_WhenManagementChangesOtherSettings_Stays()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.PostAsync("set_signals_order", """{"order":["signal_socials_spike"]}""");

        await stage.Tools.Server.ManageAsync(HttpMethod.Patch, $"/workspaces/{stage.Tools.Tenant.Workspace.Id}", """{"settings":{"reply_block":false}}""");
        await stage.Tools.Server.ManageAsync(HttpMethod.Patch, $"/workspaces/{stage.Tools.Tenant.Workspace.Id}", """{"settings":null}""");

        (await stage.Tools.GetAsync("get_signals_order")).Json.GetProperty("order").GetRawText().ShouldBe("""["signal_socials_spike"]""");
    }

    [Theory]
    [InlineData("""{"order":["signal_hiring_support","signal_magic"]}""", "order[1]")]
    [InlineData("""{"order":["signal_hiring_support","signal_hiring_support"]}""", "order[1]")]
    [InlineData("""{"order":["detect_signal"]}""", "order[0]")]
    [InlineData("""{"order":[]}""", "order")]
    [InlineData("""{"order":"signal_hiring_support"}""", "order")]
    [InlineData("{}", "order")]
    public async Task Order_ThatIsNone_IsRefusedWithItsPlace(string arguments, string param)
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync("set_signals_order", arguments);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        (await stage.Tools.GetAsync("get_signals_order")).Json.GetProperty("order").GetArrayLength().ShouldBe(10);
    }

    [Fact]
    public async Task Order_WithoutATokenLeft_IsSetAndTold()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.LeaveAsync(0);

        ((int)(await stage.PostAsync("set_signals_order", """{"order":["signal_socials_spike"]}""")).Status).ShouldBe(200);
        (await stage.Tools.GetAsync("get_signals_order")).Json.GetProperty("order").GetArrayLength().ShouldBe(1);
    }
}
