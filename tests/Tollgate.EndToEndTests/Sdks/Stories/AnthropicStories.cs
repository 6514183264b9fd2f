using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Tollgate.EndToEndTests.Kit.Vendors;

namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>Anthropic's SDK in C#: messages.</summary>
internal static class AnthropicStories
{
    private const string Greeting = "Good day";

    public static async Task<Told> TellAsync(string story, Uri address, string key, string model)
    {
        var told = new Told();
        using var http = new HttpClient(new CountingHandler(told));
        using var client = new AnthropicClient(new ClientOptions { ApiKey = key, BaseUrl = address.ToString().TrimEnd('/'), HttpClient = http });
        try
        {
            await PlayAsync(story, client.Messages, model, told);
        }
        catch (AnthropicServiceException error)
        {
            told.Error = error.Message;
            told.Own = true;
            told.Status = (int?)(error as AnthropicApiException)?.StatusCode;
            told.Code = error.Body.GetProperty("error").GetProperty("code").GetString();
        }

        return told;
    }

    private static Task PlayAsync(string story, Anthropic.Services.IMessageService messages, string model, Told told) => story switch
    {
        "stream" => StreamAsync(messages, Ask(model, Greeting), told),
        "tools" => ToolsAsync(messages, model, told),
        "image" => SayAsync(messages, Ask(model, ImageContent()), told, counts: false),
        "structured" => StructuredAsync(messages, model, told),
        "cut" => StreamAsync(messages, Ask(model, Asked.ForEver) with { MaxTokens = 16_000 }, told),
        _ => SayAsync(messages, Ask(model, Greeting), told, counts: true),
    };

    private static MessageCreateParams Ask(string model, MessageContentParam content) =>
        new() { Model = model, MaxTokens = 1_000, Messages = [new UserMessageParam(content)] };

    private static async Task SayAsync(Anthropic.Services.IMessageService messages, MessageCreateParams ask, Told told, bool counts)
    {
        var reply = await messages.Create(ask);
        told.Text = TextOf(reply);
        told.Output = counts ? reply.Usage.OutputTokens : 0;
    }

    private static async Task StreamAsync(Anthropic.Services.IMessageService messages, MessageCreateParams ask, Told told)
    {
        await foreach (var each in messages.CreateStreaming(ask))
        {
            if (each.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text))
            {
                told.Pieces++;
                told.Text += text.Text;
            }
            else if (each.TryPickDelta(out var end))
            {
                told.Output = end.Usage.OutputTokens;
            }
        }
    }

    private static async Task ToolsAsync(Anthropic.Services.IMessageService messages, string model, Told told)
    {
        var schema = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Schemas.Weather)!;
        var ask = Ask(model, Greeting) with { Tools = [new Tool { Name = "look", InputSchema = new InputSchema(schema) }] };
        var asked = await messages.Create(ask);
        asked.Content[0].TryPickToolUse(out var use).ShouldBeTrue();
        told.Tool = use!.Name;
        told.Query = use.Input["q"].GetString();
        var said = new List<ContentBlockParam> { new ToolUseBlockParam { ID = use.ID, Name = use.Name, Input = use.Input } };
        var result = new List<ContentBlockParam> { new ToolResultBlockParam(use.ID) { Content = "sunny" } };
        var reply = await messages.Create(ask with
        {
            Messages = [.. ask.Messages, new AssistantMessageParam { Content = said }, new UserMessageParam(result)],
        });
        told.Text = TextOf(reply);
    }

    private static async Task StructuredAsync(Anthropic.Services.IMessageService messages, string model, Told told)
    {
        var schema = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Schemas.Place)!;
        var reply = await messages.Create(Ask(model, Greeting) with
        {
            OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = schema } },
        });
        using var said = JsonDocument.Parse(TextOf(reply));
        told.City = said.RootElement.GetProperty("city").GetString();
    }

    private static List<ContentBlockParam> ImageContent() =>
    [
        new ImageBlockParam(new Base64ImageSource { Data = Asked.Picture, MediaType = MediaType.ImagePng }),
        new TextBlockParam("What is it?"),
    ];

    private static string TextOf(Message reply) => reply.Content[0].TryPickText(out var text) ? text.Text : "";
}
