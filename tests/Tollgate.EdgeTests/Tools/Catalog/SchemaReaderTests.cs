using System.Diagnostics;
using System.Text.Json;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools.Catalog;

public sealed class SchemaReaderTests
{
    [Theory]
    // Each keyword: a value that fits, one that does not, and what is said of it.
    [InlineData("""{"type":["string","null"]}""", "null", "7", "v must be a text or null")]
    [InlineData("""{"const":{"a":1}}""", """{"a":1.0}""", """{"a":2}""", "v must be one of {\"a\":1}")]
    [InlineData("""{"minLength":2,"maxLength":3}""", "\"😀😀\"", "\"a\"", "v must be a text of 2 to 3 characters")]
    [InlineData("""{"minLength":2,"minItems":1}""", "[1]", "[]", "v must be a list of at least 1 items")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aa\"", "\"b\"", "v must match the pattern ^a+$")]
    [InlineData("""{"exclusiveMinimum":0}""", "0.1", "0", "v must be more than 0")]
    [InlineData("""{"exclusiveMaximum":1e3}""", "999", "1000", "v must be less than 1000")]
    [InlineData("""{"minimum":9007199254740993}""", "9007199254740993", "9007199254740992", "v must be at least 9007199254740993")]
    [InlineData("""{"multipleOf":0.01}""", "19.99", "19.999", "v must be a multiple of 0.01")]
    [InlineData("""{"uniqueItems":true}""", "[1,2]", "[1,2,1.0]", "v[2] stands in the list twice")]
    [InlineData("""{"uniqueItems":true}""", "[1e99999999999,10e99999999998]", "[1e99999999999,1e99999999999]", "v[1] stands in the list twice")]
    [InlineData("""{"enum":[1,2]}""", "1e0", "1e99999999999", "v must be one of 1, 2")]
    [InlineData("""{"multipleOf":0.0000000000000000000000000001}""", "79228162514264337593543950335", null, "")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1]""", """["a","b"]""", "v[1] must be a whole number")]
    [InlineData("""{"contains":{"const":1},"maxContains":2}""", "[1,0,1]", "[1,1,1]", "v must be a list with 1 to 2 items of the form that it must contain")]
    [InlineData("""{"minProperties":1}""", """{"a":1}""", "{}", "v must be an object of at least 1 fields")]
    [InlineData("""{"patternProperties":{"^x":{"type":"integer"}}}""", """{"x1":1,"y":"a"}""", """{"x1":"a"}""", "v.x1 must be a whole number")]
    [InlineData("""{"properties":{"a":true},"patternProperties":{"^x":true},"additionalProperties":false}""", """{"a":1,"x":2}""", """{"b":1}""", "v.b is no field that stands here")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"a":"b"}""", """{"a":1}""", "v.a must be a text")]
    [InlineData("""{"propertyNames":{"maxLength":2}}""", """{"ab":1}""", """{"abc":1}""", "v.abc has a name that must be a text of 0 to 2 characters")]
    [InlineData("""{"dependentRequired":{"card":["name"]}}""", """{"card":1,"name":2}""", """{"card":1}""", "v.name is missing: card asks for it")]
    [InlineData("""{"dependentSchemas":{"card":{"required":["name"]}}}""", "{}", """{"card":1}""", "v.name is missing")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "2", "3", "v must be at most 2")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "null", "1", "v must be a text or null")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":2}]}""", "3", "1.5", "v fits more than one of the forms of which one must fit")]
    [InlineData("""{"not":{"type":"string"}}""", "1", "\"a\"", "v has a form that may not stand here")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"a":1,"b":1}""", """{}""", "v.c is missing")]
    [InlineData("""{"$defs":{"n":{"type":"integer"}},"items":{"$ref":"#/$defs/n"}}""", "[1]", "[1,true]", "v[1] must be a whole number")]
    [InlineData("""{"$defs":{"n":{"$anchor":"num","type":"integer"}},"items":{"$ref":"#num"}}""", "[1]", "[true]", "v[0] must be a whole number")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{}}}""", """{"next":{"next":{"x":1}}}""", "v.next.next.x is no field that stands here")]
    [InlineData("""{"format":"email"}""", "\"no address\"", null, "")]
    public void Keyword_IsChecked_AndItsFaultPointsAtThePlace(string schema, string good, string? bad, string told)
    {
        var faults = new List<ArgumentFault>();
        var read = SchemaReader.Read(Parse(schema), "s", faults);
        faults.ShouldBeEmpty();

        Faults(read, good).ShouldBeEmpty();
        if (bad is not null)
        {
            Faults(read, bad).ShouldBe([told]);
        }
    }

    [Fact]
    public void Forms_OfWhichNoneFits_TellWhatIsWrongWithTheNearest()
    {
        var schema = SchemaReader.Read(Parse("""{"anyOf":[{"required":["domain"]},{"required":["company","country"]}]}"""), "s", []);

        Faults(schema, "{}").ShouldBe(["v.domain is missing, or another of the forms that may stand here must fit"]);
        Faults(schema, "[]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"unevaluatedProperties":false}""", "s.unevaluatedProperties is no keyword of JSON Schema that is checked here")]
    [InlineData("""{"items":{"$ref":"https://example.com/x"}}""", "s.items.$ref 'https://example.com/x' leads to nothing within the schema")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "s.$ref '#/$defs/none' leads to nothing within the schema")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}""", "s.$defs.b.allOf.0.$ref leads back to where it stands, or through too many others")]
    [InlineData("""{"$ref":"#"}""", "s.$ref leads back to where it stands, or through too many others")]
    [InlineData("""{"anyOf":[]}""", "s.anyOf must be a list of schemas")]
    [InlineData("""{"properties":{"a":7}}""", "s.properties.a must be an object, a JSON schema")]
    [InlineData("""{"multipleOf":0}""", "s.multipleOf must be a number above 0")]
    [InlineData("""{"patternProperties":{"(?=x)":true}}""", "s.patternProperties.(?=x) must be a regular expression without look-around and back references")]
    [InlineData("""{"exclusiveMinimum":true}""", "s.exclusiveMinimum must be a number")]
    public void Schema_ThatCannotBeChecked_IsRefusedAtItsPlace(string schema, string told)
    {
        var faults = new List<ArgumentFault>();

        SchemaReader.Read(Parse(schema), "s", faults);

        faults.Select(fault => $"{fault.Path} {fault.What}").ShouldBe([told]);
    }

    [Theory]
    // What is understood is checked...
    [InlineData("""{"type":"object","unevaluatedProperties":false,"properties":{"a":{"type":"integer"}}}""", """{"a":1,"b":2}""", """{"a":"x"}""")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":false}""", """["a",1]""", "[1]")]
    // ... and what is not passes, where it would turn a rule around as well.
    [InlineData("""{"not":{"unevaluatedProperties":false},"type":"object"}""", "{}", "1")]
    [InlineData("""{"oneOf":[{"$ref":"other.json"},{"type":"integer"}],"type":"integer"}""", "1", "\"a\"")]
    [InlineData("""{"patternProperties":{"(?!x)y":true},"additionalProperties":false,"type":"object"}""", """{"zy":1}""", "1")]
    [InlineData("""{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a","type":"integer"}""", "1", "\"a\"")]
    [InlineData("""{"exclusiveMinimum":true,"minimum":3}""", "3", "2")]
    public void Schema_OfSomeoneElse_IsCheckedAsFarAsItIsUnderstood(string schema, string good, string bad)
    {
        var read = SchemaReader.Raw(Parse(schema));

        read.Source.GetRawText().ShouldBe(schema);
        Faults(read, good).ShouldBeEmpty();
        Faults(read, bad).ShouldNotBeEmpty();
    }

    [Fact]
    public void Schema_WhoseAlternativesMultiply_EndsWithinItsBound()
    {
        var levels = string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""
            "l{{i}}":{"allOf":[{"$ref":"#/$defs/l{{i + 1}}"},{"$ref":"#/$defs/l{{i + 1}}"}]}
            """));
        var faults = new List<ArgumentFault>();
        var bomb = SchemaReader.Read(Parse($$$"""{"$defs":{ {{{levels}}},"l30":{"type":"integer"}},"$ref":"#/$defs/l0"}"""), "s", faults);
        faults.ShouldBeEmpty();
        var clock = Stopwatch.StartNew();

        Faults(bomb, "1").ShouldBe(["v would take too long to check"]);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Schema_NestedOrManifoldBeyondReason_IsRefused()
    {
        var faults = new List<ArgumentFault>();
        SchemaReader.Read(Parse(string.Concat(Enumerable.Repeat("""{"items":""", 40)) + "{}" + new string('}', 40)), "s", faults);
        faults.Single().What.ShouldBe("is nested too deep");

        faults.Clear();
        var many = string.Join(',', Enumerable.Range(0, 6_000).Select(i => $$"""
            "p{{i}}":{}
            """));
        SchemaReader.Read(Parse($$$"""{"properties":{ {{{many}}} }}"""), "s", faults);
        faults.ShouldContain(fault => fault.What == "has too many parts");
    }

    private static List<string> Faults(ValueSchema schema, string value)
    {
        var faults = new List<ArgumentFault>();
        SchemaCheck.Add(schema, Parse(value), "v", faults);
        return [.. faults.Select(fault => $"{fault.Path} {fault.What}")];
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 128 }).RootElement;
}
