// Vercel's AI SDK, with each vendor's own package under it.
import { APICallError, Output, StreamProviderError, generateText, isStepCount, jsonSchema, streamText, tool } from "ai";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { forEver, greeting, picture, place, weather } from "./asked.mjs";

export const clients = [
  vercel("vercel openai chat", ({ address, key, fetch }) => createOpenAI({ baseURL: address + "/v1", apiKey: key, fetch }).chat),
  vercel("vercel openai responses", ({ address, key, fetch }) => createOpenAI({ baseURL: address + "/v1", apiKey: key, fetch }).responses),
  vercel("vercel anthropic", ({ address, key, fetch }) => createAnthropic({ baseURL: address + "/v1", apiKey: key, fetch })),
  vercel("vercel google", ({ address, key, fetch }) => createGoogle({ baseURL: address + "/v1beta", apiKey: key, fetch })),
];

function vercel(name, provide) {
  return { name, open: (place) => stories(provide(place)(place.model)) };
}

function stories(model) {
  const look = tool({ inputSchema: jsonSchema(weather), execute: () => "sunny" });
  return {
    async plain() {
      const reply = await generateText({ model, prompt: greeting });
      return { text: reply.text, output: reply.usage.outputTokens };
    },
    async stream() {
      const reply = streamText({ model, prompt: greeting });
      let [text, pieces] = ["", 0];
      for await (const piece of reply.textStream) {
        pieces++;
        text += piece;
      }
      return { text, pieces, output: (await reply.usage).outputTokens };
    },
    async tools() {
      const reply = streamText({ model, prompt: greeting, tools: { look }, stopWhen: isStepCount(2) });
      const text = await reply.text;
      const call = (await reply.steps)[0].toolCalls[0];
      return { tool: call.toolName, query: call.input.q, text };
    },
    async image() {
      const content = [{ type: "text", text: "What is it?" }, { type: "file", mediaType: "image/png", data: picture }];
      return { text: (await generateText({ model, messages: [{ role: "user", content }] })).text };
    },
    async structured() {
      return { city: (await generateText({ model, prompt: greeting, output: Output.object({ schema: jsonSchema(place) }) })).output.city };
    },
    async refused() {
      await generateText({ model, prompt: greeting });
    },
    async cut(told) {
      for await (const part of streamText({ model, prompt: forEver, onError() {} }).fullStream) {
        if (part.type === "text-delta") told.text += part.text;
        if (part.type === "error") throw part.error;
      }
    },
    // What breaks a stream is an error of another class than a refusal, and holds what the vendor said without its envelope.
    describe: (error) => ({
      own: APICallError.isInstance(error) || StreamProviderError.isInstance(error),
      status: error.statusCode,
      code: error.responseBody ? JSON.parse(error.responseBody).error.code : error.data?.details?.[0].error.code ?? error.code,
    }),
  };
}
