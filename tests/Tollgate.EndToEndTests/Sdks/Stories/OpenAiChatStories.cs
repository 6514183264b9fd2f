using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;
using Tollgate.EndToEndTests.Kit.Vendors;

namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>OpenAI's SDK in C#: chat completions.</summary>
internal static class OpenAiChatStories
{
    private const string Greeting = "Good day";

    private static readonly ChatTool Look = ChatTool.CreateFunctionTool("look", null, BinaryData.FromString(Schemas.Weather));

    public static async Task<Told> TellAsync(string story, Uri address, string key, string model)
    {
        var told = new Told();
        var transport = new CountingHandler(told);
        var client = new ChatClient(model, new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = new Uri(address, "/v1"), Transport = new HttpClientPipelineTransport(new HttpClient(transport)),
        });
        try
        {
            await PlayAsync(story, client, told);
        }
        catch (ClientResultException error)
        {
            told.Error = error.Message;
            told.Own = true;
            told.Status = error.Status;
            told.Code = JsonNode.Parse(error.GetRawResponse()!.Content.ToString())!["error"]!["code"]!.GetValue<string>();
        }

        return told;
    }

    private static Task PlayAsync(string story, ChatClient client, Told told) => story switch
    {
        "stream" => StreamAsync(client, Greeting, told),
        "tools" => ToolsAsync(client, told),
        "image" => SayAsync(client, told, ImageMessage(), null),
        "structured" => StructuredAsync(client, told),
        "cut" => StreamAsync(client, Asked.ForEver, told),
        _ => SayAsync(client, told, new UserChatMessage(Greeting), usage => told.Output = usage.OutputTokenCount),
    };

    private static async Task SayAsync(ChatClient client, Told told, ChatMessage message, Action<ChatTokenUsage>? count)
    {
        ChatCompletion reply = await client.CompleteChatAsync([message]);
        told.Text = reply.Content[0].Text;
        count?.Invoke(reply.Usage);
    }

    // This SDK raises nothing from within a stream of chat completions: what it does not know of an event it keeps, and no reason to finish comes.
    private static async Task StreamAsync(ChatClient client, string words, Told told)
    {
        StreamingChatCompletionUpdate? last = null;
        var finished = false;
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(words)]))
        {
            last = update;
            finished |= update.FinishReason is not null;
            var text = string.Concat(update.ContentUpdate.Select(c => c.Text));
            told.Pieces += text.Length > 0 ? 1 : 0;
            told.Text += text;
            told.Output = update.Usage?.OutputTokenCount ?? told.Output;
        }

        if (JsonNode.Parse(ModelReaderWriter.Write(last!).ToString())!["error"] is { } error)
        {
            told.Error = error["message"]!.GetValue<string>();
            told.Code = error["code"]!.GetValue<string>();
            told.Own = !finished;
        }
    }

    private static async Task ToolsAsync(ChatClient client, Told told)
    {
        var options = new ChatCompletionOptions { Tools = { Look } };
        var messages = new List<ChatMessage> { new UserChatMessage(Greeting) };
        ChatCompletion asked = await client.CompleteChatAsync(messages, options);
        var call = asked.ToolCalls[0];
        told.Tool = call.FunctionName;
        told.Query = JsonNode.Parse(call.FunctionArguments)!["q"]!.GetValue<string>();
        messages.Add(new AssistantChatMessage(asked));
        messages.Add(new ToolChatMessage(call.Id, "sunny"));
        ChatCompletion reply = await client.CompleteChatAsync(messages, options);
        told.Text = reply.Content[0].Text;
    }

    private static UserChatMessage ImageMessage() => new(
        ChatMessageContentPart.CreateTextPart("What is it?"),
        ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(Asked.Picture)), "image/png"));

    private static async Task StructuredAsync(ChatClient client, Told told)
    {
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("place", BinaryData.FromString(Schemas.Place), jsonSchemaIsStrict: true),
        };
        ChatCompletion reply = await client.CompleteChatAsync([new UserChatMessage(Greeting)], options);
        told.City = JsonNode.Parse(reply.Content[0].Text)!["city"]!.GetValue<string>();
    }
}
