// OpenAI's SDK: responses.
import OpenAI, { APIError } from "openai";
import { forEver, greeting, picture, place, weather } from "./asked.mjs";

export const name = "openai responses";

export function open({ address, key, model, fetch }) {
  const client = new OpenAI({ baseURL: address + "/v1", apiKey: key, fetch });
  const ask = (input, more = {}) => client.responses.create({ model, input, ...more });
  const tools = [{ type: "function", name: "look", parameters: weather, strict: true }];
  return {
    async plain() {
      const reply = await ask(greeting);
      return { text: reply.output_text, output: reply.usage.output_tokens };
    },
    async stream() {
      const stream = client.responses.stream({ model, input: greeting });
      let pieces = 0;
      stream.on("response.output_text.delta", () => pieces++);
      const reply = await stream.finalResponse();
      return { text: reply.output_text, pieces, output: reply.usage.output_tokens };
    },
    async tools() {
      const asked = await ask(greeting, { tools });
      const call = asked.output.find((item) => item.type === "function_call");
      const result = { type: "function_call_output", call_id: call.call_id, output: "sunny" };
      const reply = await ask([{ role: "user", content: greeting }, ...asked.output, result], { tools });
      return { tool: call.name, query: JSON.parse(call.arguments).q, text: reply.output_text };
    },
    async image() {
      const shown = { type: "input_image", image_url: "data:image/png;base64," + picture, detail: "auto" };
      return { text: (await ask([{ role: "user", content: [{ type: "input_text", text: "What is it?" }, shown] }])).output_text };
    },
    async structured() {
      const format = { type: "json_schema", name: "place", strict: true, schema: place };
      const reply = await client.responses.parse({ model, input: greeting, text: { format } });
      return { city: JSON.parse(reply.output_text).city };
    },
    async refused() {
      await ask(greeting);
    },
    async cut(told) {
      for await (const event of await ask(forEver, { stream: true })) told.text += event.type === "response.output_text.delta" ? event.delta : "";
    },
    describe: (error) => ({ own: error instanceof APIError, status: error.status, code: error.code }),
  };
}
