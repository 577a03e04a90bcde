/** What a provider sends while it streams an answer: the events of its real API, written from its documentation. */
export interface WireAnswer {
  /** The answer, in pieces. */
  pieces: readonly string[];
  inputTokens: number;
  outputTokens: number;
  /** The provider stopped for reasons of its own. */
  isFiltered: boolean;
}

const event = (data: unknown, name?: string) => `${name ? `event: ${name}\n` : ""}data: ${JSON.stringify(data)}\n\n`;

function chat({ pieces, inputTokens, outputTokens, isFiltered }: WireAnswer): string[] {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    event({
      id: "chat-1",
      object: "chat.completion.chunk",
      created: 1_790_000_000,
      model: "a-model",
      choices: [{ index: 0, delta, finish_reason }],
    });
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  return [
    chunk({ role: "assistant", content: "" }),
    ...pieces.map((content) => chunk({ content })),
    chunk({}, isFiltered ? "content_filter" : "stop"),
    event({ id: "chat-1", object: "chat.completion.chunk", created: 1, model: "a-model", choices: [], usage }),
    "data: [DONE]\n\n",
  ];
}

function responses({ pieces, inputTokens, outputTokens, isFiltered }: WireAnswer): string[] {
  const text = pieces.join("");
  const item = { id: "msg_1", type: "message", role: "assistant", status: "completed" };
  const response = { id: "resp_1", object: "response", created_at: 1_790_000_000, model: "a-model" };
  const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
  let sequence_number = 0;
  const send = (type: string, data: object) => event({ type, sequence_number: sequence_number++, ...data }, type);
  const part = { type: "output_text", text, annotations: [] };
  const end = {
    ...response,
    status: isFiltered ? "incomplete" : "completed",
    output: [{ ...item, content: [part] }],
    incomplete_details: isFiltered ? { reason: "content_filter" } : null,
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
  };
  return [
    send("response.created", { response: { ...response, status: "in_progress", output: [] } }),
    send("response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", content: [] } }),
    send("response.content_part.added", { ...at, part: { ...part, text: "" } }),
    ...pieces.map((delta) => send("response.output_text.delta", { ...at, delta })),
    send("response.output_text.done", { ...at, text }),
    send("response.output_item.done", { output_index: 0, item: { ...item, content: [part] } }),
    send(isFiltered ? "response.incomplete" : "response.completed", { response: end }),
  ];
}

function messages({ pieces, inputTokens, outputTokens, isFiltered }: WireAnswer, asTool: boolean): string[] {
  const send = (type: string, data: object) => event({ type, ...data }, type);
  const block = asTool ? { type: "tool_use", id: "toolu_1", name: "json", input: {} } : { type: "text", text: "" };
  const delta = (text: string) =>
    asTool ? { type: "input_json_delta", partial_json: text } : { type: "text_delta", text };
  const stop = isFiltered ? "refusal" : asTool ? "tool_use" : "end_turn";
  return [
    send("message_start", {
      message: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "a-model",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: inputTokens, output_tokens: 1 },
      },
    }),
    send("content_block_start", { index: 0, content_block: block }),
    ...pieces.map((text) => send("content_block_delta", { index: 0, delta: delta(text) })),
    send("content_block_stop", { index: 0 }),
    send("message_delta", {
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { output_tokens: outputTokens },
    }),
    send("message_stop", {}),
  ];
}

function gemini({ pieces, inputTokens, outputTokens, isFiltered }: WireAnswer): string[] {
  const chunk = (text: string, more: object = {}) =>
    event({
      candidates: [{ content: { parts: [{ text }], role: "model" }, index: 0, ...more }],
      modelVersion: "a-model",
    });
  const usageMetadata = {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens,
    totalTokenCount: inputTokens + outputTokens,
  };
  const end = {
    content: { parts: [{ text: "" }], role: "model" },
    finishReason: isFiltered ? "SAFETY" : "STOP",
    index: 0,
  };
  return [...pieces.map((text) => chunk(text)), event({ candidates: [end], usageMetadata, modelVersion: "a-model" })];
}

/** The answer in the format of the API that was asked, by its path; null where there is no such path. */
export function inFormatOf(
  path: string,
  request: { tools?: { name?: string }[] },
  answer: WireAnswer,
): string[] | null {
  if (path.endsWith("/chat/completions")) return chat(answer);
  if (path.endsWith("/responses")) return responses(answer);
  if (path.endsWith("/messages")) return messages(answer, request.tools?.some(({ name }) => name === "json") ?? false);
  return path.includes(":streamGenerateContent") ? gemini(answer) : null;
}
