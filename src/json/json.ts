/** A JSON value that is neither an object nor an array. */
export type JsonPrimitive = string | number | boolean | null

/** A JSON array. */
export type JsonArray = JsonValue[]

/** A JSON object. Any member may be missing. */
export type JsonObject = { [Key in string]?: JsonValue }

/** Any value that JSON can carry. */
export type JsonValue = JsonPrimitive | JsonObject | JsonArray

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
