/** What a parser makes of a stranger's text: a value, or a stable code and one English sentence. Never an exception. */
export type Parsed<T, Code extends string> = { ok: true; value: T } | { ok: false; code: Code; reason: string };
