// OpenAI's SDK: chat completions.
import OpenAI, { APIError } from "openai";
import { forEver, greeting, picture, place, weather } from "./asked.mjs";

export const name = "openai chat";

export function open({ address, key, model, fetch }) {
  const client = new OpenAI({ baseURL: address + "/v1", apiKey: key, fetch });
  const ask = (content, more = {}) =>
    client.chat.completions.create({ model, messages: [{ role: "user", content }], ...more });
  const tools = [{ type: "function", function: { name: "look", parameters: weather } }];
  return {
    async plain() {
      const reply = await ask(greeting);
      return { text: reply.choices[0].message.content, output: reply.usage.completion_tokens };
    },
    async stream() {
      let [text, pieces, output] = ["", 0, 0];
      for await (const chunk of await ask(greeting, { stream: true, stream_options: { include_usage: true } })) {
        const piece = chunk.choices[0]?.delta?.content;
        pieces += piece ? 1 : 0;
        text += piece ?? "";
        output = chunk.usage?.completion_tokens ?? output;
      }
      return { text, pieces, output };
    },
    async tools() {
      const { message } = (await ask(greeting, { tools })).choices[0];
      const call = message.tool_calls[0];
      const messages = [{ role: "user", content: greeting }, message, { role: "tool", tool_call_id: call.id, content: "sunny" }];
      const reply = await client.chat.completions.create({ model, messages, tools });
      return { tool: call.function.name, query: JSON.parse(call.function.arguments).q, text: reply.choices[0].message.content };
    },
    async image() {
      const shown = { type: "image_url", image_url: { url: "data:image/png;base64," + picture } };
      return { text: (await ask([{ type: "text", text: "What is it?" }, shown])).choices[0].message.content };
    },
    async structured() {
      const reply = await client.chat.completions.parse({
        model, messages: [{ role: "user", content: greeting }],
        response_format: { type: "json_schema", json_schema: { name: "place", strict: true, schema: place } },
      });
      return { city: JSON.parse(reply.choices[0].message.content).city };
    },
    async refused() {
      await ask(greeting);
    },
    async cut(told) {
      for await (const chunk of await ask(forEver, { stream: true })) told.text += chunk.choices[0]?.delta?.content ?? "";
    },
    describe: (error) => ({ own: error instanceof APIError, status: error.status, code: error.code }),
  };
}
