using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Providers.Remote.Fal;

/// <summary>Where a model of fal is served, and which names may not lead anywhere.</summary>
public sealed class FalAddressTests
{
    [Theory]
    [InlineData("https://fal.run", "fal-ai/flux/dev", "https://fal.run/fal-ai/flux/dev")]
    [InlineData("https://fal.run/", "fal-ai/flux-pro/v1.1", "https://fal.run/fal-ai/flux-pro/v1.1")]
    [InlineData("http://127.0.0.1:9/proxy", "a_b", "http://127.0.0.1:9/proxy/a_b")]
    public void Of_AModel_IsItsPathUnderTheAddress(string baseUrl, string model, string address)
    {
        FalAddress.IsModel(model).ShouldBeTrue();
        FalAddress.Of(new Uri(baseUrl), model).AbsoluteUri.ShouldBe(address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/fal-ai/flux")]
    [InlineData("fal-ai/flux/")]
    [InlineData("fal-ai//flux")]
    [InlineData("fal-ai/../flux")]
    [InlineData("./flux")]
    [InlineData("fal-ai/flux?x=1")]
    [InlineData("fal-ai/flux#x")]
    [InlineData("fal-ai/%2e%2e/flux")]
    [InlineData("fal-ai\\flux")]
    [InlineData("fäl")]
    public void IsModel_OfANameThatLeadsElsewhere_IsFalse(string model) => FalAddress.IsModel(model).ShouldBeFalse();
}
