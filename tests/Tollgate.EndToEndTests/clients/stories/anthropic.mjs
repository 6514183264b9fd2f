// Anthropic's SDK: messages.
import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { forEver, greeting, picture, place, weather } from "./asked.mjs";

export const name = "anthropic messages";

export function open({ address, key, model, fetch }) {
  const client = new Anthropic({ baseURL: address, apiKey: key, fetch });
  const ask = (content, more = {}) => client.messages.create({ model, max_tokens: 1000, messages: [{ role: "user", content }], ...more });
  const tools = [{ name: "look", input_schema: weather }];
  return {
    async plain() {
      const reply = await ask(greeting);
      return { text: reply.content[0].text, output: reply.usage.output_tokens };
    },
    async stream() {
      const stream = client.messages.stream({ model, max_tokens: 1000, messages: [{ role: "user", content: greeting }] });
      let pieces = 0;
      stream.on("text", () => pieces++);
      const reply = await stream.finalMessage();
      return { text: reply.content[0].text, pieces, output: reply.usage.output_tokens };
    },
    async tools() {
      const asked = await ask(greeting, { tools });
      const use = asked.content.find((block) => block.type === "tool_use");
      const reply = await client.messages.create({
        model, max_tokens: 1000, tools,
        messages: [
          { role: "user", content: greeting },
          { role: "assistant", content: asked.content },
          { role: "user", content: [{ type: "tool_result", tool_use_id: use.id, content: "sunny" }] },
        ],
      });
      return { tool: use.name, query: use.input.q, text: reply.content[0].text };
    },
    async image() {
      const shown = { type: "image", source: { type: "base64", media_type: "image/png", data: picture } };
      return { text: (await ask([shown, { type: "text", text: "What is it?" }])).content[0].text };
    },
    async structured() {
      const reply = await client.messages.parse({
        model, max_tokens: 1000, messages: [{ role: "user", content: greeting }],
        output_config: { format: { type: "json_schema", schema: place } },
      });
      return { city: JSON.parse(reply.content[0].text).city };
    },
    async refused() {
      await ask(greeting);
    },
    async cut(told) {
      for await (const event of await ask(forEver, { max_tokens: 16000, stream: true })) told.text += event.delta?.text ?? "";
    },
    describe: (error) => ({ own: error instanceof APIError, status: error.status, code: error.error?.error?.code }),
  };
}
