namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>JSON schemas of the stories, as <c>clients/stories/asked.mjs</c> has them.</summary>
internal static class Schemas
{
    public const string Weather = """{"type":"object","properties":{"q":{"type":"string"}},"required":["q"],"additionalProperties":false}""";
    public const string Place = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";
}
