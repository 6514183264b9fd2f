// Asks the gateway for vectors with the official SDKs of OpenAI and Google and prints what they made of it as one JSON object.
// Environment: OPENAI_BASE_URL, OPENAI_API_KEY, GEMINI_BASE_URL, MODEL. Argument: which story.
import OpenAI from "openai";
import { GoogleGenAI } from "@google/genai";

const model = process.env.MODEL;
const input = ["The toll is paid once.", "A gate is open."];

const stories = {
  // This SDK asks for base64 where nobody says otherwise, and decodes it.
  async openai() {
    const reply = await new OpenAI().embeddings.create({ model, input, dimensions: 4 });
    return { vectors: reply.data.map((d) => [...d.embedding]), usage: reply.usage, cost: reply.tollgate.cost_usd };
  },
  async openaiFloats() {
    const reply = await new OpenAI().embeddings.create({ model, input, dimensions: 4, encoding_format: "float" });
    return { vectors: reply.data.map((d) => d.embedding) };
  },
  async openaiRefused() {
    try {
      await new OpenAI().embeddings.create({ model, input });
      return {};
    } catch (error) {
      return { kind: error.constructor.name, code: error.code, param: error.param };
    }
  },
  async google() {
    const client = new GoogleGenAI({ apiKey: process.env.OPENAI_API_KEY, httpOptions: { baseUrl: process.env.GEMINI_BASE_URL } });
    const reply = await client.models.embedContent({ model, contents: input, config: { outputDimensionality: 4, taskType: "RETRIEVAL_DOCUMENT" } });
    return { vectors: reply.embeddings.map((e) => e.values) };
  },
};

console.log(JSON.stringify(await stories[process.argv[2]]()));
