// What every client asks in the stories.
export const greeting = "Good day";
export const forEver = "Talk for ever";
export const picture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const weather = { type: "object", properties: { q: { type: "string" } }, required: ["q"], additionalProperties: false };
export const place = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
