// Google's SDK: generateContent.
import { ApiError, GoogleGenAI } from "@google/genai";
import { forEver, greeting, picture, place, weather } from "./asked.mjs";

export const name = "google generateContent";

export function open({ address, key, model, fetch }) {
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: address, fetch } });
  const ask = (contents, config = {}) => client.models.generateContent({ model, contents, config });
  const tools = [{ functionDeclarations: [{ name: "look", parametersJsonSchema: weather }] }];
  return {
    async plain() {
      const reply = await ask(greeting);
      return { text: reply.text, output: reply.usageMetadata.candidatesTokenCount };
    },
    async stream() {
      let [text, pieces, output] = ["", 0, 0];
      for await (const chunk of await client.models.generateContentStream({ model, contents: greeting })) {
        pieces += chunk.text ? 1 : 0;
        text += chunk.text ?? "";
        output = chunk.usageMetadata?.candidatesTokenCount ?? output;
      }
      return { text, pieces, output };
    },
    async tools() {
      const asked = await ask(greeting, { tools });
      const call = asked.functionCalls[0];
      const result = { functionResponse: { id: call.id, name: call.name, response: { output: "sunny" } } };
      const contents = [{ role: "user", parts: [{ text: greeting }] }, asked.candidates[0].content, { role: "user", parts: [result] }];
      return { tool: call.name, query: call.args.q, text: (await ask(contents, { tools })).text };
    },
    async image() {
      return { text: (await ask([{ text: "What is it?" }, { inlineData: { mimeType: "image/png", data: picture } }])).text };
    },
    async structured() {
      const reply = await ask(greeting, { responseMimeType: "application/json", responseJsonSchema: place });
      return { city: JSON.parse(reply.text).city };
    },
    async refused() {
      await ask(greeting);
    },
    async cut(told) {
      for await (const chunk of await client.models.generateContentStream({ model, contents: forEver })) told.text += chunk.text ?? "";
    },
    describe: (error) => ({ own: error instanceof ApiError, status: error.status, code: codeIn(error.message) }),
  };
}

// This SDK's errors hold what came as their text.
function codeIn(message) {
  return /"code":"([A-Z_]+)"/.exec(message)?.[1];
}
