// Calls the gateway with the official SDK and prints what the SDK made of it as one JSON object.
// Environment: OPENAI_BASE_URL, OPENAI_API_KEY, MODEL. Argument: which story.
import OpenAI, { APIError } from "openai";

const model = process.env.MODEL;
const messages = [{ role: "user", content: "Good day" }];
const sentAt = [];

// Counts what goes out; may change the headers of a repetition.
function client(change = () => {}) {
  return new OpenAI({
    fetch: (url, init) => {
      sentAt.push(Date.now());
      const headers = new Headers(init.headers);
      change(headers, sentAt.length);
      return fetch(url, { ...init, headers });
    },
  });
}

function describe(error) {
  return {
    isApiError: error instanceof APIError,
    kind: error.constructor.name,
    status: error.status,
    code: error.code,
    type: error.type,
    message: error.message,
    scope: error.error?.scope,
    retryable: error.error?.retryable,
  };
}

const stories = {
  async plain() {
    const reply = await client().chat.completions.create({ model, messages, max_tokens: 20 });
    return { text: reply.choices[0].message.content, usage: reply.usage, cost: reply.tollgate?.cost_usd };
  },
  async stream() {
    const stream = await client().chat.completions.create({ model, messages, max_tokens: 20, stream: true });
    let text = "";
    let withUsage = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? "";
      withUsage += chunk.usage ? 1 : 0;
    }
    return { text, withUsage };
  },
  async image() {
    const reply = await client().images.generate({ model, prompt: "A harbour at dawn", n: 2, response_format: "b64_json" });
    return { images: reply.data.map((i) => Buffer.from(i.b64_json, "base64").subarray(1, 4).toString()), cost: reply.tollgate?.cost_usd };
  },
  async imageStream() {
    const stream = await client().images.generate({ model, prompt: "A harbour at dawn", stream: true, partial_images: 2 });
    const types = [];
    let last = null;
    for await (const event of stream) {
      types.push(event.type);
      last = event;
    }
    return { types, tokens: last.usage.output_tokens, cost: last.tollgate?.cost_usd };
  },
  async streamWithUsage() {
    const stream = await client().chat.completions.create({
      model, messages, max_tokens: 20, stream: true, stream_options: { include_usage: true },
    });
    let text = "";
    let usage = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? "";
      usage = chunk.usage ?? usage;
    }
    return { text, usage };
  },
  async streamCutShort() {
    let text = "";
    try {
      const stream = await client().chat.completions.create({ model, messages, stream: true });
      for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? "";
      return { text };
    } catch (error) {
      return { ...describe(error), text };
    }
  },
  async tools() {
    const tools = [{ type: "function", function: { name: "look", parameters: { type: "object", properties: { q: { type: "string" } } } } }];
    const asked = await client().chat.completions.create({ model, messages, tools, max_tokens: 20 });
    const call = asked.choices[0].message.tool_calls[0];
    const reply = await client().chat.completions.create({
      model, tools, max_tokens: 20,
      messages: [...messages, asked.choices[0].message, { role: "tool", tool_call_id: call.id, content: "sunny" }],
    });
    return {
      finish: asked.choices[0].finish_reason, name: call.function.name, arguments: call.function.arguments,
      text: reply.choices[0].message.content,
    };
  },
  async models() {
    const ids = [];
    for await (const each of client().models.list()) ids.push(each.id);
    return { ids };
  },
  async refused() {
    try {
      await client().chat.completions.create({ model, messages, max_tokens: 20 });
      return {};
    } catch (error) {
      return describe(error);
    }
  },
  async limited() {
    // The first try is limited, the repetition is not.
    const sdk = client((headers, attempt) => attempt === 1 && headers.set("X-Tollgate-Simulate", "RATE_LIMITED"));
    const reply = await sdk.chat.completions.create({ model, messages, max_tokens: 20 });
    return { text: reply.choices[0].message.content, waitedMs: sentAt[1] - sentAt[0] };
  },
  async alwaysLimited() {
    try {
      await client((headers) => headers.set("X-Tollgate-Simulate", "RATE_LIMITED"))
        .chat.completions.create({ model, messages, max_tokens: 20 }, { maxRetries: 1 });
      return {};
    } catch (error) {
      return { ...describe(error), retryAfter: error.headers.get("retry-after") };
    }
  },
};

const told = await stories[process.argv[2]]();
console.log(JSON.stringify({ ...told, sent: sentAt.length }));
