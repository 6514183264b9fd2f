// One call, one stream and one refusal with the official SDK. Environment: OPENAI_BASE_URL, OPENAI_API_KEY.
using System.ClientModel;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;

ChatClient Client(string model) => new(
    model,
    new ApiKeyCredential(Environment.GetEnvironmentVariable("OPENAI_API_KEY")!),
    new OpenAIClientOptions { Endpoint = new Uri(Environment.GetEnvironmentVariable("OPENAI_BASE_URL")!) });

var client = Client("practice/echo");
var reply = await client.CompleteChatAsync("Hello, gate");
Console.WriteLine(reply.Value.Content[0].Text);
var cost = JsonNode.Parse(reply.GetRawResponse().Content)!["tollgate"]!["cost_usd"];
Console.WriteLine($"cost in USD: {cost}");

Console.Write("streamed: ");
await foreach (var update in client.CompleteChatStreamingAsync("Hello, gate"))
{
    foreach (var part in update.ContentUpdate)
    {
        Console.Write(part.Text);
    }
}

Console.WriteLine();

try
{
    await Client("no-such-model").CompleteChatAsync("Hello, gate");
}
catch (ClientResultException error)
{
    var code = JsonNode.Parse(error.GetRawResponse()!.Content)!["error"]!["code"];
    Console.WriteLine($"refused: {error.Status} {code}");
}
