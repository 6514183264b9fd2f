using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using OpenAI.Responses;
using Tollgate.EndToEndTests.Kit.Vendors;

namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>OpenAI's SDK in C#: responses.</summary>
internal static class OpenAiResponsesStories
{
    private const string Greeting = "Good day";

    public static async Task<Told> TellAsync(string story, Uri address, string key, string model)
    {
        var told = new Told();
        var client = new ResponsesClient(new ApiKeyCredential(key), new ResponsesClientOptions
        {
            Endpoint = new Uri(address, "/v1"), Transport = new HttpClientPipelineTransport(new HttpClient(new CountingHandler(told))),
        });
        try
        {
            await PlayAsync(story, client, model, told);
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

    private static Task PlayAsync(string story, ResponsesClient client, string model, Told told) => story switch
    {
        "stream" => StreamAsync(client, model, Greeting, told),
        "tools" => ToolsAsync(client, model, told),
        "image" => SayAsync(client, new CreateResponseOptions(model, [ImageMessage()]), told, counts: false),
        "structured" => StructuredAsync(client, model, told),
        "cut" => StreamAsync(client, model, Asked.ForEver, told),
        _ => SayAsync(client, Ask(model, Greeting), told, counts: true),
    };

    private static CreateResponseOptions Ask(string model, string words) => new(model, [ResponseItem.CreateUserMessageItem(words)]);

    private static async Task SayAsync(ResponsesClient client, CreateResponseOptions ask, Told told, bool counts)
    {
        ResponseResult reply = await client.CreateResponseAsync(ask);
        told.Text = reply.GetOutputText();
        told.Output = counts ? reply.Usage.OutputTokenCount : 0;
    }

    // An error within a stream is an update of its own.
    private static async Task StreamAsync(ResponsesClient client, string model, string words, Told told)
    {
        var ask = Ask(model, words);
        ask.StreamingEnabled = true;
        await foreach (var update in await client.CreateResponseStreamingAsync(ask))
        {
            switch (update)
            {
                case StreamingResponseOutputTextDeltaUpdate delta:
                    told.Pieces++;
                    told.Text += delta.Delta;
                    break;
                case StreamingResponseCompletedUpdate completed:
                    told.Output = completed.Response.Usage.OutputTokenCount;
                    break;
                case StreamingResponseErrorUpdate error:
                    (told.Error, told.Code, told.Own) = (error.Message, error.Code, true);
                    break;
            }
        }
    }

    private static async Task ToolsAsync(ResponsesClient client, string model, Told told)
    {
        var ask = Ask(model, Greeting);
        ask.Tools.Add(ResponseTool.CreateFunctionTool("look", BinaryData.FromString(Schemas.Weather), strictModeEnabled: true));
        ResponseResult asked = await client.CreateResponseAsync(ask);
        var call = asked.OutputItems.OfType<FunctionCallResponseItem>().Single();
        told.Tool = call.FunctionName;
        told.Query = JsonNode.Parse(call.FunctionArguments)!["q"]!.GetValue<string>();
        foreach (var item in asked.OutputItems)
        {
            ask.InputItems.Add(item);
        }

        ask.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        await SayAsync(client, ask, told, counts: false);
    }

    private static MessageResponseItem ImageMessage() => ResponseItem.CreateUserMessageItem(
    [
        ResponseContentPart.CreateInputTextPart("What is it?"),
        ResponseContentPart.CreateInputImagePart(BinaryData.FromBytes(Convert.FromBase64String(Asked.Picture), "image/png")),
    ]);

    private static async Task StructuredAsync(ResponsesClient client, string model, Told told)
    {
        var ask = Ask(model, Greeting);
        ask.TextOptions = new ResponseTextOptions
        {
            TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("place", BinaryData.FromString(Schemas.Place), jsonSchemaIsStrict: true),
        };
        ResponseResult reply = await client.CreateResponseAsync(ask);
        told.City = JsonNode.Parse(reply.GetOutputText())!["city"]!.GetValue<string>();
    }
}
