// Calls the gateway with Anthropic's official SDK and prints what the SDK made of it as one JSON object.
// Environment: ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, MODEL. Argument: which story.
import Anthropic, { APIError } from "@anthropic-ai/sdk";

const model = process.env.MODEL;
const messages = [{ role: "user", content: "Good day" }];
const tools = [{ name: "look", description: "Looks", input_schema: { type: "object", properties: { q: { type: "string" } } } }];
let sent = 0;

const client = new Anthropic({
  fetch: (url, init) => {
    sent++;
    return fetch(url, init);
  },
});

function describe(error) {
  return {
    isApiError: error instanceof APIError,
    kind: error.constructor.name,
    status: error.status,
    code: error.error?.error?.code,
    type: error.error?.error?.type,
    retryable: error.error?.error?.retryable,
    message: error.message,
  };
}

const stories = {
  async plain() {
    const reply = await client.messages.create({ model, messages, max_tokens: 20, system: "Be kind" });
    return { text: reply.content[0].text, stop: reply.stop_reason, usage: reply.usage, cost: reply.tollgate?.cost_usd };
  },
  async stream() {
    const stream = client.messages.stream({ model, messages, max_tokens: 20 });
    let pieces = 0;
    stream.on("text", () => pieces++);
    const reply = await stream.finalMessage();
    return { text: reply.content[0].text, pieces, stop: reply.stop_reason, usage: reply.usage };
  },
  async streamCutShort() {
    let text = "";
    try {
      const stream = await client.messages.create({ model, messages, max_tokens: 16000, stream: true });
      for await (const event of stream) text += event.delta?.text ?? "";
      return { text };
    } catch (error) {
      return { ...describe(error), text };
    }
  },
  async tools() {
    const asked = await client.messages.create({ model, messages, tools, max_tokens: 20 });
    const use = asked.content.find((block) => block.type === "tool_use");
    const reply = await client.messages.create({
      model, tools, max_tokens: 20,
      messages: [
        ...messages,
        { role: "assistant", content: asked.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: use.id, content: "sunny" }] },
      ],
    });
    return { stop: asked.stop_reason, name: use.name, input: use.input, text: reply.content[0].text };
  },
  async count() {
    return await client.messages.countTokens({ model, messages });
  },
  async refused() {
    try {
      await client.messages.create({ model, messages, max_tokens: 20 });
      return {};
    } catch (error) {
      return describe(error);
    }
  },
};

const told = await stories[process.argv[2]]();
console.log(JSON.stringify({ ...told, sent }));
