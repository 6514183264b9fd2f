using System.Text.Json;
using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Manage;

public sealed class PricesTests
{
    [Fact]
    public async Task Price_Put_IsExactVersionedAndInForceAtOnce()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/prices";
        var made = await server.ManageAsync(HttpMethod.Put, path + "/local/meta%2Fllama", """
            {"input_per_mtok":0.123456789,"output_per_mtok":1e1,"cached_input_per_mtok":0,"request_usd":0.000000001,"search_usd":0.01}
            """);
        ((int)made.Status).ShouldBe(201);
        made.Json.GetProperty("version").GetString().ShouldBe("ws/1");
        made.Json.GetProperty("model").GetString().ShouldBe("meta/llama");
        made.Body.ShouldContain("\"input_per_mtok\":0.123456789,\"output_per_mtok\":10,\"cached_input_per_mtok\":0,");
        var price = tenant.Prices[("local", "meta/llama")];
        price.Base.Input.NanoUsdPerMillion.ShouldBe(123_456_789);
        price.Base.Output.NanoUsdPerMillion.ShouldBe(10_000_000_000);
        price.RequestFeeNanoUsd.ShouldBe(1);
        price.SearchFee.ShouldNotBeNull().Value.ShouldBe(10_000_000);
        price.ContextWindow.ShouldBe(128_000);
        price.MaxOutputTokens.ShouldBe(16_384);

        var again = await server.ManageAsync(HttpMethod.Put, path + "/local/meta/llama", """{"input_per_mtok":1,"output_per_mtok":1}""");
        ((int)again.Status).ShouldBe(200);
        again.Json.GetProperty("version").GetString().ShouldBe("ws/2");
        (await server.ManageAsync(HttpMethod.Get, path)).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Price_OfOtherUnits_IsSetAndShownByItsNames()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/prices/local/";

        (await server.ManageAsync(HttpMethod.Put, path + "draws", """
            {"images":[{"size":"1024x1024","quality":"low","per_image_usd":0.04},{"size":"big","per_megapixel_usd":0.025},{"output_tokens":4160}],
             "image_output_per_mtok":40,"image_input_per_mtok":10,"cached_image_input_per_mtok":2.5,"default_image_size":"1024x1024","max_output_tokens":0}
            """)).Body.ShouldContain(
            """
            "images":[{"size":"1024x1024","quality":"low","per_image_usd":0.04},{"size":"big","quality":null,"per_megapixel_usd":0.025},{"size":null,"quality":null,"output_tokens":4160}],"default_image_size":"1024x1024"
            """);
        var speaks = await server.ManageAsync(HttpMethod.Put, path + "speaks", """{"input_per_mchar":15,"per_second_usd":0.000000001}""");
        speaks.Json.GetProperty("input_per_mchar").GetRawText().ShouldBe("15");
        speaks.Json.GetProperty("per_second_usd").GetRawText().ShouldBe("0.000000001");
        (await server.ManageAsync(HttpMethod.Put, path + "flat", """{"per_image_usd":0.02}""")).Status.ShouldBe(System.Net.HttpStatusCode.Created);

        tenant.Prices[("local", "flat")].Images.ShouldHaveSingleItem().NanoUsd.ShouldBe(20_000_000);
        tenant.Prices[("local", "speaks")].PerAudioMs!.Value.NanoUsdPerMillion.ShouldBe(1_000);
        tenant.Prices[("local", "draws")].Base.ImageOutput!.Value.NanoUsdPerMillion.ShouldBe(40_000_000_000);
    }

    [Fact]
    public async Task Price_OfAModelThatTheCatalogKnows_TakesItsSizes()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/prices/openai/gpt-4.1-mini";
        var made = await server.ManageAsync(HttpMethod.Put, path, """{"input_per_mtok":1,"output_per_mtok":1}""");
        made.Json.GetProperty("context_window").GetInt64().ShouldBe(1_047_576);
    }

    [Theory]
    [InlineData("""{"output_per_mtok":1}""", "input_per_mtok")]
    [InlineData("""{"input_per_mtok":1}""", "output_per_mtok")]
    [InlineData("""{"input_per_mtok":1,"output_per_mtok":null}""", "output_per_mtok")]
    [InlineData("""{"input_per_mtok":1,"output_per_mtok":0.0000000001}""", "output_per_mtok")]
    [InlineData("""{"input_per_mtok":-1,"output_per_mtok":1}""", "input_per_mtok")]
    [InlineData("""{"input_per_mtok":1,"output_per_mtok":10000.000000001}""", "output_per_mtok")]
    [InlineData("""{"input_per_mtok":1,"output_per_mtok":1,"context_window":0}""", "context_window")]
    [InlineData("""{"input_per_mtok":1,"output_per_mtok":1,"images_per_mtok":1}""", "images_per_mtok")]
    [InlineData("""{"per_image_usd":1,"images":[]}""", "per_image_usd")]
    [InlineData("""{"images":[{"size":"a"}]}""", "images[0].per_image_usd")]
    [InlineData("""{"images":[{"per_image_usd":1},{"per_image_usd":1,"output_tokens":2}]}""", "images[1].per_image_usd")]
    [InlineData("""{"images":[{"per_image_usd":1,"colour":"red"}]}""", "images[0].colour")]
    [InlineData("""{"images":1}""", "images")]
    [InlineData("""{"images":[]}""", "input_per_mtok")]
    [InlineData("""{"per_image_usd":null}""", "input_per_mtok")]
    [InlineData("""{"images":[{"output_tokens":5}]}""", "image_output_per_mtok")]
    [InlineData("""{"images":[{"per_image_usd":1},{"size":"a","per_image_usd":2}]}""", "images")]
    [InlineData("""{"per_second_usd":"1"}""", "per_second_usd")]
    [InlineData("""{"input_per_mchar":10001}""", "input_per_mchar")]
    public async Task Body_ThatIsWrong_NamesTheField(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var reply = await server.ManageAsync(HttpMethod.Put, $"/workspaces/{tenant.Workspace.Id}/prices/openai/x", body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
        tenant.Prices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Price_OfAModelThatChats_NeedsThatOfTokensWhateverElseItHas()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();

        var reply = await server.ManageAsync(HttpMethod.Put, $"/workspaces/{tenant.Workspace.Id}/prices/openai/gpt-4o", """{"per_image_usd":0.04}""");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", "input_per_mtok"));
    }

    [Fact]
    public async Task Catalog_Listed_ShowsThePricesInForce()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Get, "/prices?provider=openai&model=gpt-4o-mini");
        var row = reply.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        row.GetProperty("input_per_mtok").GetRawText().ShouldBe("0.15");
        row.GetProperty("version").GetString().ShouldNotBeNull().ShouldStartWith("catalog/");
        row.GetProperty("reasoning_per_mtok").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
